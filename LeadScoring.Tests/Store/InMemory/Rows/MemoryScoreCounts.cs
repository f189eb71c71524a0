using LeadScoring.Storage.Leads;

namespace LeadScoring.Tests.Store.InMemory.Rows;

internal sealed class MemoryScoreCounts(MemorySession session) : IScoreCounts
{
    public void Add(IReadOnlyDictionary<ScoreBucket, int> changes)
    {
        var scores = session.Rows.Scores.ToBuilder();
        foreach (var (bucket, leads) in changes)
        {
            scores[bucket] = scores.GetValueOrDefault(bucket) + leads;
            if (scores[bucket] == 0) scores.Remove(bucket);
        }

        session.Rows = session.Rows with { Scores = scores.ToImmutable() };
    }

    public long Sum(int shift, long above, long last) =>
        session.Rows.Scores.Where(count => count.Key.Shift == shift && count.Key.Number > above && count.Key.Number <= last).Sum(count => count.Value);

    public List<(long Score, long Leads)> Highest(int limit) =>
    [
        .. session.Rows.Scores.Where(count => count.Key.Shift == 0).GroupBy(count => count.Key.Number, count => count.Value)
            .Select(score => (score.Key, score.Sum())).OrderByDescending(score => score.Key).Take(limit),
    ];

    public List<(ScoreBucket Bucket, long Stored, long Expected)> Compare()
    {
        var stored = session.Rows.Scores;
        var expected = session.Rows.Leads.Values.SelectMany(lead => ScoreBuckets.Of(lead.Stripe, lead.Fold.Score)).CountBy(bucket => bucket).ToDictionary();
        return
        [
            .. stored.Keys.Union(expected.Keys).Select(bucket => (bucket, stored.GetValueOrDefault(bucket), (long)expected.GetValueOrDefault(bucket)))
                .Where(count => count.Item2 != count.Item3),
        ];
    }
}
