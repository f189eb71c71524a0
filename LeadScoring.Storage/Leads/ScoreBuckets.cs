using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Leads;

/// <summary>
/// How many leads have each score, and each range of 2^8, 2^16 and 2^24 scores. A rank adds up at most 255 counts
/// per width instead of counting leads. Changes are collected and written once per transaction.
/// </summary>
internal sealed class ScoreBuckets
{
    private const int Top = 24;
    private static readonly int[] Widths = [0, 8, 16, Top];

    private readonly Dictionary<ScoreBucket, int> _changes = [];

    /// <summary>The buckets that a score is in.</summary>
    public static IEnumerable<ScoreBucket> Of(int stripe, long score) => Widths.Select(shift => new ScoreBucket(stripe, shift, score >> shift));

    public void Move(int stripe, long from, long to)
    {
        if (from == to) return;
        Count(stripe, from, -1);
        Count(stripe, to, 1);
    }

    public void Add(int stripe, long score) => Count(stripe, score, 1);

    public void Remove(int stripe, long score) => Count(stripe, score, -1);

    public void Save(IStoreSession session)
    {
        if (_changes.Count > 0) session.Scores.Add(_changes);
    }

    /// <summary>1 + the number of leads with a higher score.</summary>
    public static long Rank(IStoreSession session, long score)
    {
        var rank = 1L;
        foreach (var shift in Widths)
        {
            var bucket = score >> shift;
            rank += session.Scores.Sum(shift, bucket, shift == Top ? long.MaxValue : bucket | 0xff);
        }

        return rank;
    }

    private void Count(int stripe, long score, int leads)
    {
        foreach (var shift in Widths)
        {
            var bucket = new ScoreBucket(stripe, shift, score >> shift);
            _changes[bucket] = _changes.GetValueOrDefault(bucket) + leads;
        }
    }
}

/// <summary>
/// Caches the ranks of the scores in one answer. The first few are looked up one by one; after that the counts of the 4,096 highest
/// scores are read at once, which are all of them under the default bounds.
/// </summary>
internal sealed class ScoreRanks(IStoreSession session)
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
        foreach (var (score, leads) in session.Scores.Highest(MaxScores))
        {
            _ranks[score] = rank;
            rank += leads;
        }
    }
}
