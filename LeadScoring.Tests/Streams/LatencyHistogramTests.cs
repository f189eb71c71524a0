using LeadScoring.Core.Queue;

namespace LeadScoring.Tests.Streams;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_bucket_holds_times_of_nearly_the_same_length()
    {
        for (var ms = 0L; ms < 8_000_000; ms = Math.Max(ms + 1, (long)(ms * 1.003)))
        {
            var longest = LatencyHistogram.LongestOf(LatencyHistogram.BucketOf(ms));
            Assert.InRange(longest, ms, Math.Max(ms, ms * 1.19));
        }

        Assert.Equal(0, LatencyHistogram.BucketOf(-5));
        Assert.Equal(LatencyHistogram.Buckets - 1, LatencyHistogram.BucketOf(long.MaxValue));
    }

    [Fact]
    public void Percentiles_are_at_most_a_fifth_above_the_exact_ones()
    {
        var random = new Random(7);
        var times = Enumerable.Range(0, 5_000).Select(_ => (long)Math.Exp(random.NextDouble() * 12)).Order().ToList();
        var (first, second) = (new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < times.Count; i++) (i % 2 == 0 ? first : second).Add(LatencyHistogram.BucketOf(times[i]), 1);
        first.Add(second);

        var found = first.Percentiles()!;

        Assert.Equal(5_000, first.Total);
        foreach (var (value, share) in new[] { (found.P50, 0.5), (found.P95, 0.95), (found.P99, 0.99) })
        {
            var exact = times[(int)Math.Ceiling(share * times.Count) - 1];
            Assert.InRange(value, exact, exact * 1.19);
        }

        Assert.Null(new LatencyHistogram().Percentiles());
    }
}
