using LeadScoring.Core.Rules;

namespace LeadScoring.Tests.Scoring;

/// <summary>The bins of a preview: round, few, without gaps, and of every lead.</summary>
public sealed class ScoreDistributionTests
{
    [Fact]
    public void Distribution_counts_every_lead_once_before_and_once_after_in_few_round_bins()
    {
        var random = new Random(31);
        for (var round = 0; round < 2_000; round++)
        {
            var (start, spread) = (random.NextInt64(-1_000_000, 1_000_000), new[] { 1L, 30L, 2_000L, 1_000_000_000L }[round % 4]);
            var scores = Enumerable.Range(0, random.Next(1, 100)).Select(_ => (Before: start + random.NextInt64(spread), After: start + random.NextInt64(spread))).ToList();
            var bins = Bins(scores);

            Assert.InRange(bins.Count, 1, ScoreDistribution.MaxBins);
            Assert.Equal((scores.Count, scores.Count), (bins.Sum(b => b.Before), bins.Sum(b => b.After)));
            foreach (var bin in bins)
            {
                Assert.Equal(scores.Count(s => s.Before >= bin.From && s.Before < bin.To), bin.Before);
                Assert.Equal(scores.Count(s => s.After >= bin.From && s.After < bin.To), bin.After);
            }

            var width = bins[0].To - bins[0].From;
            Assert.Contains(width.ToString(System.Globalization.CultureInfo.InvariantCulture).TrimEnd('0'), (string[])["1", "2", "5"]);
            Assert.Equal(0, bins[0].From % width);
            Assert.All(bins.Zip(bins.Skip(1)), pair => Assert.Equal((pair.First.To, pair.First.To + width), (pair.Second.From, pair.Second.To)));
            Assert.True(bins[0].Before + bins[0].After > 0 && bins[^1].Before + bins[^1].After > 0, "a bin at an end is empty");
        }
    }

    [Fact]
    public void Distribution_has_bins_as_fine_as_the_scores_are_apart()
    {
        Assert.Empty(Bins([]));
        Assert.Equal([new ScoreBin(0, 1, 2, 2)], Bins([(0, 0), (0, 0)]));
        Assert.Equal((50, 21), Width(Bins([(0, 1000), (500, 500)])));
        Assert.Equal((5, 20), Width(Bins([(0, 99)])));
        Assert.Equal((100_000, 20), Width(Bins([(-1_000_000, 999_999)])));
    }

    private static IReadOnlyList<ScoreBin> Bins(IEnumerable<(long Before, long After)> scores)
    {
        var distribution = new ScoreDistribution();
        foreach (var (before, after) in scores) distribution.Add(before, after);
        return distribution.Bins();
    }

    private static (long Width, int Bins) Width(IReadOnlyList<ScoreBin> bins) => (bins[0].To - bins[0].From, bins.Count);
}
