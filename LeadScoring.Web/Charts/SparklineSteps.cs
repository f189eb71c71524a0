using System.Globalization;
using System.Text;

namespace LeadScoring.Web.Charts;

/// <summary>
/// A sparkline: a small step line without axes. The past is drawn once; only the last step follows the score, so that a change
/// of the score sends a few bytes to the browser. It begins at 0, and its height stands for the same score in every row, so that rows can be compared.
/// </summary>
public sealed class SparklineSteps
{
    private const double Margin = 2;

    private readonly IReadOnlyList<long> _scores;
    private readonly double _low;
    private readonly double _top;
    private readonly double _width;
    private readonly double _height;

    /// <param name="scores">At equally spaced times; at least two.</param>
    /// <param name="now">The current score; the last of <paramref name="scores"/> may be a minute older.</param>
    /// <param name="top">The score at the upper edge.</param>
    /// <param name="width">In px.</param>
    /// <param name="height">In px.</param>
    public SparklineSteps(IReadOnlyList<long> scores, long now, long top, double width, double height)
    {
        (_scores, _width, _height) = (scores, width, height);
        (_low, _top) = (Math.Min(0, Math.Min(now, scores.Min())), Math.Max(top, 1));
        Path = Draw();
    }

    /// <summary>An SVG path, without the last step.</summary>
    public string Path { get; }

    /// <summary>Whether this is the line of these scores (the same list), and the current score fits into it.</summary>
    public bool IsOf(IReadOnlyList<long> scores, long now, long top) => ReferenceEquals(scores, _scores) && now >= _low && Math.Max(top, 1) == _top;

    /// <summary>An SVG path of the last step, from the end of the past to the current score.</summary>
    public string End(long now) => $"M{N(X(_scores.Count - 1))} {Y(_scores[^1])}V{Y(now)}";

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private string Draw()
    {
        var path = new StringBuilder($"M{N(X(0))} {Y(_scores[0])}");
        for (var i = 1; i < _scores.Count; i++)
        {
            if (_scores[i] == _scores[i - 1] && i < _scores.Count - 1) continue;
            path.Append(CultureInfo.InvariantCulture, $"H{N(X(i))}");
            if (_scores[i] != _scores[i - 1]) path.Append(CultureInfo.InvariantCulture, $"V{Y(_scores[i])}");
        }

        return path.ToString();
    }

    private double X(int i) => 1 + (i * (_width - 2) / (_scores.Count - 1));

    private string Y(long score) => N(_height - Margin - ((score - _low) * (_height - (2 * Margin)) / (_top - _low)));
}
