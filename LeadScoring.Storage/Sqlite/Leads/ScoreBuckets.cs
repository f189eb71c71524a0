using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>
/// How many leads have each score, and each range of 2^8, 2^16 and 2^24 scores (<c>score_buckets</c>). A rank adds up at most 255 rows
/// per width instead of counting leads. Changes are collected and written once per transaction.
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
            INSERT INTO score_buckets VALUES ($shift, $bucket, $leads)
            ON CONFLICT(shift, bucket) DO UPDATE SET leads = leads + excluded.leads
            """).Bind("shift", shift).Bind("bucket", bucket).Bind("leads", leads).Run();

    /// <summary>The counts that differ from those of the leads' scores.</summary>
    public static List<(int Shift, long Bucket, long Stored, long Expected)> Compare(SqlSession session)
    {
        var counts = new Dictionary<(int Shift, long Bucket), (long Stored, long Expected)>();
        using (var scores = session.Use("SELECT score, count(*) AS leads FROM lead_scores GROUP BY score"))
        {
            while (scores.Read())
            {
                var (score, leads) = (scores.Int64("score"), scores.Int64("leads"));
                foreach (var shift in Shifts)
                {
                    var key = (shift, score >> shift);
                    counts[key] = (0, counts.GetValueOrDefault(key).Expected + leads);
                }
            }
        }

        using var stored = session.Use("SELECT shift, bucket, leads FROM score_buckets");
        while (stored.Read())
        {
            var key = (stored.Int32("shift"), stored.Int64("bucket"));
            counts[key] = (stored.Int64("leads"), counts.GetValueOrDefault(key).Expected);
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
            rank += session.Use("SELECT sum(leads) FROM score_buckets WHERE shift = $shift AND bucket > $bucket AND bucket <= $last")
                .Bind("shift", shift).Bind("bucket", bucket).Bind("last", last).Scalar() ?? 0;
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

/// <summary>
/// Caches the ranks of the scores in one answer. The first few are looked up one by one; after that the counts of the 4,096 highest
/// scores are read at once, which are all of them under the default bounds.
/// </summary>
internal sealed class ScoreRanks(SqlSession session)
{
    private const int MaxSingleLookups = 12;
    private const int MaxScores = 4_096;

    private readonly Dictionary<long, long> _ranks = [];
    private bool _readAll;

    public long Of(long score)
    {
        if (_ranks.TryGetValue(score, out var rank)) return rank;
        if (_ranks.Count >= MaxSingleLookups && !_readAll)
        {
            ReadAll();
            if (_ranks.TryGetValue(score, out rank)) return rank;
        }

        return _ranks[score] = ScoreBuckets.Rank(session, score);
    }

    private void ReadAll()
    {
        _readAll = true;
        var rank = 1L;
        using var rows = session.Use("SELECT bucket, leads FROM score_buckets WHERE shift = 0 AND leads > 0 ORDER BY bucket DESC LIMIT $limit")
            .Bind("limit", MaxScores);
        while (rows.Read())
        {
            _ranks[rows.Int64("bucket")] = rank;
            rank += rows.Int64("leads");
        }
    }
}
