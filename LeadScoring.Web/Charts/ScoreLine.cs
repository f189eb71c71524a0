using System.Globalization;
using System.Text;
using LeadScoring.Contracts.Leads;

namespace LeadScoring.Web.Charts;

/// <summary>The score as what it is, a step function: as SVG paths in a box of 1000 × 1000.</summary>
public sealed class ScoreLine(TrendResponse trend, TimeAxis times, ScoreAxis scores)
{
    public const int Size = 1_000;

    /// <summary>From the left edge to the right one.</summary>
    public string Path()
    {
        var path = new StringBuilder($"M{N(Math.Clamp(times.Place(trend.From), 0, 1))} {Y(trend.StartScore)}");
        foreach (var point in trend.Points) path.Append(CultureInfo.InvariantCulture, $"H{N(Math.Clamp(times.Place(point.At), 0, 1))}V{Y(point.Score)}");
        return path.Append(CultureInfo.InvariantCulture, $"H{Size}").ToString();
    }

    /// <summary>The same, closed along 0.</summary>
    public string Area() => $"{Path()}V{Y(0)}H{N(Math.Clamp(times.Place(trend.From), 0, 1))}Z";

    /// <summary>Dots, each a line of no length, which stays round however the box is stretched.</summary>
    public string Dots(bool late)
    {
        var path = new StringBuilder();
        foreach (var point in trend.Points.Where(p => p.Late > 0 == late)) path.Append(CultureInfo.InvariantCulture, $"M{N(times.Place(point.At))} {Y(point.Score)}h0");
        return path.ToString();
    }

    public string Across(long score) => $"M0 {Y(score)}H{Size}";

    private static string N(double place) => (place * Size).ToString("0.##", CultureInfo.InvariantCulture);

    private string Y(long score) => N(scores.Place(score));
}
