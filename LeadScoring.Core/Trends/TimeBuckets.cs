namespace LeadScoring.Core.Trends;

/// <summary>A span of time, both ends inclusive, cut into buckets of equal width, to the millisecond. Times are Unix ms.</summary>
public readonly record struct TimeBuckets(long FromMs, long ToMs, int Count)
{
    private long Width => ToMs - FromMs + 1;

    /// <summary>Where the bucket that a time is in ends: the first millisecond that is not in it any more.</summary>
    public long EndOf(long atMs)
    {
        var bucket = (atMs - FromMs) * Count / Width;
        return FromMs + ((((bucket + 1) * Width) + Count - 1) / Count);
    }
}
