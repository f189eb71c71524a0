namespace LeadScoring.Web.Charts;

/// <summary>Scores from bottom to top, with a few round ticks; 0 is always on it.</summary>
public sealed class ScoreAxis
{
    private const int MaxTicks = 5;
    private const long MinSpan = 4;

    public ScoreAxis(IEnumerable<long> scores)
    {
        var (low, high) = (0L, 0L);
        foreach (var score in scores) (low, high) = (Math.Min(low, score), Math.Max(high, score));
        high = Math.Max(high, low + MinSpan);
        Step = NiceStep(high - low);
        Low = (long)Math.Floor((double)low / Step) * Step;
        High = (long)Math.Ceiling((double)high / Step) * Step;
    }

    public long Low { get; }

    public long High { get; }

    public long Step { get; }

    /// <summary>0 at the top, 1 at the bottom.</summary>
    public double Place(long score) => (High - score) / (double)(High - Low);

    public IEnumerable<(double Place, long Score)> Ticks()
    {
        for (var score = Low; score <= High; score += Step) yield return (Place(score), score);
    }

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static long NiceStep(long span)
    {
        for (var power = 1L; ; power *= 10)
        {
            foreach (var step in (ReadOnlySpan<long>)[power, 2 * power, 5 * power])
            {
                if (span <= step * (MaxTicks - 1)) return step;
            }
        }
    }
}
