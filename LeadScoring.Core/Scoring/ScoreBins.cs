namespace LeadScoring.Core.Scoring;

/// <summary>Ranges of scores of one width that people find round: 1, 2 or 5, or ten times one of these.</summary>
/// <param name="First">The lowest score of the first range, a multiple of the width.</param>
/// <param name="Width">How many scores each has.</param>
/// <param name="Count">How many ranges there are.</param>
public readonly record struct ScoreBins(long First, long Width, int Count)
{
    /// <summary>The finest ranges that cover two scores and all between them.</summary>
    /// <param name="lowest">The lowest score.</param>
    /// <param name="highest">The highest score.</param>
    /// <param name="most">How many ranges at most; at least 2.</param>
    public static ScoreBins Covering(long lowest, long highest, int most)
    {
        for (var power = 1L; ; power *= 10)
        {
            foreach (var width in (ReadOnlySpan<long>)[power, 2 * power, 5 * power])
            {
                var (first, last) = (Floor(lowest, width), Floor(highest, width));
                if (last - first < most) return new(first * width, width, (int)(last - first) + 1);
            }
        }
    }

    /// <summary>Which range a score is in, from 0.</summary>
    public int IndexOf(long score) => (int)((score - First) / Width);

    public long From(int index) => First + (index * Width);

    /// <summary>The highest score of a range.</summary>
    public long To(int index) => From(index) + Width - 1;

    /// <summary>The quotient, rounded down.</summary>
    internal static long Floor(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);
}
