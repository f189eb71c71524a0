using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>
/// How many leads have each score, and each range of 2^8, 2^16 and 2^24 scores. A rank adds up at most 255 rows per
/// width instead of counting leads. Changes are collected and written once per transaction.
/// </summary>
internal sealed class ScoreBuckets
{
    private const int Top = 24;
    private static readonly int[] Shifts = [0, 8, 16, Top];

    private readonly Dictionary<(int Shift, long Bucket), int> _changes = [];

    public void Move(long from, long to)
    {
        if (from == to) return;
        Count(from, -1);
        Count(to, 1);
    }

    public void Add(long score) => Count(score, 1);

    public void Remove(long score) => Count(score, -1);

    public void Save(SqlSession session)
    {
        foreach (var ((shift, bucket), leads) in _changes)
        {
            if (leads != 0) Add(session, shift, bucket, leads);
        }
    }

    public static void Add(SqlSession session, int shift, long bucket, long leads) =>
        session.Use("""
            INSERT INTO score_buckets VALUES (?1, ?2, ?3)
            ON CONFLICT(shift, bucket) DO UPDATE SET leads = leads + excluded.leads
            """).Bind(shift).Bind(bucket).Bind(leads).Run();

    /// <summary>The counts that are not as the leads say.</summary>
    public static List<(int Shift, long Bucket, long Stored, long Expected)> Compare(SqlSession session)
    {
        var counts = new Dictionary<(int Shift, long Bucket), (long Stored, long Expected)>();
        using (var scores = session.Use("SELECT score, count(*) FROM lead_scores GROUP BY score"))
        {
            while (scores.Read())
            {
                foreach (var shift in Shifts)
                {
                    var key = (shift, scores.Int64(0) >> shift);
                    counts[key] = (0, counts.GetValueOrDefault(key).Expected + scores.Int64(1));
                }
            }
        }

        using var kept = session.Use("SELECT shift, bucket, leads FROM score_buckets");
        while (kept.Read())
        {
            var key = (kept.Int32(0), kept.Int64(1));
            counts[key] = (kept.Int64(2), counts.GetValueOrDefault(key).Expected);
        }

        return [.. counts.Where(c => c.Value.Stored != c.Value.Expected).Select(c => (c.Key.Shift, c.Key.Bucket, c.Value.Stored, c.Value.Expected))];
    }

    /// <summary>1 + the number of leads with a higher score.</summary>
    public static long Rank(SqlSession session, long score)
    {
        var rank = 1L;
        foreach (var shift in Shifts)
        {
            var bucket = score >> shift;
            var last = shift == Top ? long.MaxValue : bucket | 0xff;
            rank += session.Use("SELECT sum(leads) FROM score_buckets WHERE shift = ?1 AND bucket > ?2 AND bucket <= ?3")
                .Bind(shift).Bind(bucket).Bind(last).Scalar() ?? 0;
        }

        return rank;
    }

    private void Count(long score, int leads)
    {
        foreach (var shift in Shifts)
        {
            var key = (shift, score >> shift);
            _changes[key] = _changes.GetValueOrDefault(key) + leads;
        }
    }
}
