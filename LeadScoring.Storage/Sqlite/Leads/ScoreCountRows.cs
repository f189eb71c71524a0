using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>Reads and writes <c>score_buckets</c>.</summary>
internal sealed class ScoreCountRows(SqlSession session) : IScoreCounts
{
    public void Add(IReadOnlyDictionary<ScoreBucket, int> changes)
    {
        foreach (var ((_, shift, bucket), leads) in changes)
        {
            if (leads == 0) continue;
            session.Use("""
                INSERT INTO score_buckets VALUES ($shift, $bucket, $leads)
                ON CONFLICT(shift, bucket) DO UPDATE SET leads = leads + excluded.leads
                """).Bind("shift", shift).Bind("bucket", bucket).Bind("leads", leads).Run();
        }
    }

    public long Sum(int shift, long above, long last) =>
        session.Use("SELECT sum(leads) FROM score_buckets WHERE shift = $shift AND bucket > $bucket AND bucket <= $last")
            .Bind("shift", shift).Bind("bucket", above).Bind("last", last).Scalar() ?? 0;

    public List<(long Score, long Leads)> Highest(int limit)
    {
        using var rows = session.Use("SELECT bucket, leads FROM score_buckets WHERE shift = 0 AND leads > 0 ORDER BY bucket DESC LIMIT $limit")
            .Bind("limit", limit);
        var scores = new List<(long, long)>();
        while (rows.Read()) scores.Add((rows.Int64("bucket"), rows.Int64("leads")));
        return scores;
    }

    public List<(ScoreBucket Bucket, long Stored, long Expected)> Compare()
    {
        var counts = new Dictionary<ScoreBucket, (long Stored, long Expected)>();
        using (var scores = session.Use("SELECT score, count(*) AS leads FROM lead_scores GROUP BY score"))
        {
            while (scores.Read())
            {
                foreach (var bucket in ScoreBuckets.Of(0, scores.Int64("score")))
                {
                    counts[bucket] = (0, counts.GetValueOrDefault(bucket).Expected + scores.Int64("leads"));
                }
            }
        }

        using var stored = session.Use("SELECT shift, bucket, leads FROM score_buckets");
        while (stored.Read())
        {
            var bucket = new ScoreBucket(0, stored.Int32("shift"), stored.Int64("bucket"));
            counts[bucket] = (stored.Int64("leads"), counts.GetValueOrDefault(bucket).Expected);
        }

        return [.. counts.Where(c => c.Value.Stored != c.Value.Expected).Select(c => (c.Key, c.Value.Stored, c.Value.Expected))];
    }
}
