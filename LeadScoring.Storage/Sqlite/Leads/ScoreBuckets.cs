using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Jobs;

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

/// <summary>
/// A replay's check of the counts that ranks come from against the leads' scores. Both are read in one snapshot; a wrong count is
/// corrected by its difference, so that commits in between do no harm.
/// </summary>
internal sealed class RankCheck(SqliteFile file, BackgroundJob job)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var wrong = await file.ReadAsync(session => ScoreBuckets.Compare(session), ct);
        if (wrong.Count == 0) return;
        await file.WriteAsync(session => Repair(session, wrong), ct);
    }

    private bool Repair(SqlSession session, List<(int Shift, long Bucket, long Stored, long Expected)> wrong)
    {
        ReplayDifferences.Add(session, job.Id, wrong.ConvertAll(w => new LeadDifference(
            null, "ranks", string.Create(CultureInfo.InvariantCulture, $"{w.Stored} leads from score {w.Bucket << w.Shift} on"), w.Expected.ToString(CultureInfo.InvariantCulture))));
        foreach (var (shift, bucket, stored, expected) in wrong) ScoreBuckets.Add(session, shift, bucket, expected - stored);
        return true;
    }
}

/// <summary>Totals for which counting the rows would be too slow (<c>counters</c>); updated in the transaction that changes them.</summary>
internal static class Counters
{
    public const string Events = "events";
    public const string Leads = "leads";

    public static long Read(SqlSession session, string name) =>
        session.Use("SELECT value FROM counters WHERE name = $name").Bind("name", name).Scalar() ?? 0;

    public static void Add(SqlSession session, string name, int count)
    {
        if (count == 0) return;
        session.Use("UPDATE counters SET value = value + $count WHERE name = $name").Bind("count", count).Bind("name", name).Run();
    }
}
