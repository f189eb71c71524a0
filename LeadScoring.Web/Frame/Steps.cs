using System.Globalization;
using System.Text;

namespace LeadScoring.Web.Frame;

/// <summary>Step lines as SVG paths.</summary>
public static class Steps
{
    private const double Margin = 2;

    /// <summary>A small line without axes: from 0 or below at the bottom, the highest score at the top.</summary>
    /// <param name="scores">At equally spaced times.</param>
    /// <param name="now">In place of the last one, which may be a minute old.</param>
    /// <param name="width">In px.</param>
    /// <param name="height">In px.</param>
    public static string Path(IReadOnlyList<long> scores, long now, double width, double height)
    {
        var (low, high) = (Math.Min(now, scores.Min()), Math.Max(now, scores.Max()));
        if (low == high) (low, high) = (low - 1, high + 1);
        var path = new StringBuilder();
        for (var i = 0; i < scores.Count; i++)
        {
            var score = i == scores.Count - 1 ? now : scores[i];
            var x = i * (width - 2) / (scores.Count - 1) + 1;
            var y = height - Margin - ((score - low) * (height - 2 * Margin) / (high - low));
            path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "M" : "H")}{x:0.#}{(i == 0 ? $" {Y(y)}" : i > 0 ? $"V{Y(y)}" : "")}");
        }

        return path.ToString();
    }

    private static string Y(double y) => y.ToString("0.#", CultureInfo.InvariantCulture);
}
