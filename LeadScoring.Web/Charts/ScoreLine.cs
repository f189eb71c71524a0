using System.Globalization;
using System.Text;
using LeadScoring.Contracts.Leads;

namespace LeadScoring.Web.Charts;

/// <summary>SVG paths of a score over time, a step function, in a view box of 1000 × 1000.</summary>
public sealed class ScoreLine(TrendResponse trend, TimeAxis times, ScoreAxis scores)
{
    public const int Size = 1_000;

    /// <summary>From the left edge to the right one.</summary>
    public string Path()
    {
        var path = new StringBuilder($"M{N(Math.Clamp(times.Position(trend.From), 0, 1))} {Y(trend.StartScore)}");
        foreach (var point in trend.Points) path.Append(CultureInfo.InvariantCulture, $"H{N(Math.Clamp(times.Position(point.At), 0, 1))}V{Y(point.Score)}");
        return path.Append(CultureInfo.InvariantCulture, $"H{Size}").ToString();
    }

    /// <summary>The area between the line and 0.</summary>
    public string Area() => $"{Path()}V{Y(0)}H{N(Math.Clamp(times.Position(trend.From), 0, 1))}Z";

    /// <summary>Dots. Each is a line of no length, which stays round when the view box is stretched.</summary>
    public string Dots(bool late)
    {
        var path = new StringBuilder();
        foreach (var point in trend.Points.Where(p => p.Late > 0 == late)) path.Append(CultureInfo.InvariantCulture, $"M{N(times.Position(point.At))} {Y(point.Score)}h0");
        return path.ToString();
    }

    public string Across(long score) => $"M0 {Y(score)}H{Size}";

    private static string N(double position) => (position * Size).ToString("0.##", CultureInfo.InvariantCulture);

    private string Y(long score) => N(scores.Position(score));
}
