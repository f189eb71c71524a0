namespace LeadScoring.Core.Queue;

/// <summary>
/// Counts of times by their logarithm: four buckets per doubling, so that a percentile is at most 19 % too high, whatever the range, and the
/// counts of several processes add up.
/// </summary>
public sealed class LatencyHistogram
{
    /// <summary>The last one begins at about three hours and has no end.</summary>
    public const int Buckets = 96;

    private const double PerDoubling = 4;
    private readonly long[] _counts = new long[Buckets];

    public long Total { get; private set; }

    public static int BucketOf(long ms) => ms <= 0 ? 0 : Math.Min(Buckets - 1, 1 + (int)(Math.Log2(ms) * PerDoubling));

    /// <summary>The longest time that counts in the bucket, ms.</summary>
    public static long LongestOf(int bucket) => bucket == 0 ? 0 : (long)Math.Ceiling(Math.Pow(2, bucket / PerDoubling)) - 1;

    public void Add(int bucket, long count)
    {
        _counts[bucket] += count;
        Total += count;
    }

    public void Add(LatencyHistogram other)
    {
        for (var bucket = 0; bucket < Buckets; bucket++) Add(bucket, other._counts[bucket]);
    }

    /// <summary>The time that this share of the events did not exceed, ms; null without events.</summary>
    public Latency? Percentiles() => Total == 0 ? null : new(Within(0.5), Within(0.95), Within(0.99));

    private long Within(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Total));
        var bucket = 0;
        for (var seen = _counts[0]; seen < rank; seen += _counts[bucket]) bucket++;
        return LongestOf(bucket);
    }
}

/// <summary>Percentiles of a time, ms: half of the events, 95 % and 99 % of them took at most so long.</summary>
public sealed record Latency(long P50, long P95, long P99);
