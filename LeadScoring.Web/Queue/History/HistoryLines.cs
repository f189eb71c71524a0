using System.Globalization;
using System.Text;

namespace LeadScoring.Web.Queue.History;

/// <summary>Lines of steps over equal times, as SVG paths in a box of 1000 × 1000 whose origin is the upper left corner.</summary>
public static class HistoryLines
{
    private const double Size = 1000;

    /// <summary>Steps; a value that is null is a gap.</summary>
    /// <param name="top">The value at the upper edge.</param>
    public static string Steps(IReadOnlyList<double?> values, double top)
    {
        var path = new StringBuilder();
        double? before = null;
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value)
            {
                if (before is null) path.Append(CultureInfo.InvariantCulture, $"M{X(i, values.Count)} {Y(value, top)}");
                else if (value != before) path.Append(CultureInfo.InvariantCulture, $"V{Y(value, top)}");
                path.Append(CultureInfo.InvariantCulture, $"H{X(i + 1, values.Count)}");
            }

            before = values[i];
        }

        return path.ToString();
    }

    /// <summary>What is below the steps.</summary>
    public static string Area(IReadOnlyList<double?> values, double top)
    {
        var path = new StringBuilder();
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is not { } value || value == 0) continue;
            path.Append(CultureInfo.InvariantCulture, $"M{X(i, values.Count)} {N(Size)}V{Y(value, top)}H{X(i + 1, values.Count)}V{N(Size)}Z");
        }

        return path.ToString();
    }

    /// <summary>1, 2 or 5 times a power of ten, at least <paramref name="least"/>: it changes seldom.</summary>
    public static double Top(IEnumerable<double?> values, double least)
    {
        var highest = Math.Max(least, values.Max() ?? 0);
        for (var power = 1.0; ; power *= 10)
        {
            foreach (var step in (ReadOnlySpan<double>)[1, 2, 5])
            {
                if (step * power >= highest) return step * power;
            }
        }
    }

    private static string X(int i, int count) => N(i * Size / count);

    private static string Y(double value, double top) => N(Size - (Math.Min(value, top) * Size / top));

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
