using System.Globalization;
using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Charts;

/// <summary>A score over time, in which a time can be chosen.</summary>
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

    /// <summary>How many points are not after the moment that the page shows.</summary>
    private int Position => AsOf is { } at ? Trend.Points.Count(p => p.At <= at) : Trend.Points.Count;

    private string PositionText => $"{(AsOf is { } at ? Time.Stamp(at, Trend.To) : "now")}, score {Numbers.Of(Position == 0 ? Trend.StartScore : Trend.Points[Position - 1].Score)}";

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

    private static string Note(TrendPointResponse point) =>
        $"{(point.Events > 1 ? $" · {Numbers.Of(point.Events)} events" : "")}{(point.Late > 0 ? " · arrived late" : "")}";
}
