using System.Globalization;
using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Charts;

public sealed partial class ScoreChart : ComponentBase
{
    private const int MaxTicks = 7;

    /// <summary>With more, dots touch each other.</summary>
    private const int MaxDots = 80;
    private TimeAxis _times = null!;
    private ScoreAxis _scores = null!;
    private ScoreLine _line = null!;
    private (TrendResponse, BrowserTime)? _drawn;

    [Parameter, EditorRequired]
    public required TrendResponse Trend { get; set; }

    /// <summary>The moment that the page shows; null: now.</summary>
    [Parameter]
    public DateTimeOffset? AsOf { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private long End => Trend.Points.Count > 0 ? Trend.Points[^1].Score : Trend.StartScore;

    /// <summary>Only those that the line reaches.</summary>
    private IEnumerable<long> Bounds => new[] { Trend.MinScore, Trend.MaxScore }.Where(b => b != 0 && Trend.Points.Any(p => p.Score == b));

    protected override void OnParametersSet()
    {
        if (_drawn == (Trend, Time)) return;
        _drawn = (Trend, Time);
        _times = new TimeAxis(Trend.From, Trend.To, Time, MaxTicks);
        _scores = new ScoreAxis(Trend.Points.Select(p => p.Score).Append(Trend.StartScore));
        _line = new ScoreLine(Trend, _times, _scores);
    }

    private static string Number(double position) => position.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Percent(double position) => (position * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    private string Tip(TrendPointResponse point) =>
        $"{Numbers.Of(point.Score)} · {Time.Text(point.At, Trend.To)}{(point.Events > 1 ? $" · {Numbers.Of(point.Events)} events" : "")}{(point.Late > 0 ? " · came late" : "")}";
}
