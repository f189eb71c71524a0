namespace LeadScoring.Core.Sqlite;

/// <summary>
/// The ranks of one answer's scores. The first few are looked up one by one; after that all scores that leads have are read at
/// once, if they are not too many, as with the bounds that are the default.
/// </summary>
internal sealed class ScoreRanks(SqlSession session)
{
    private const int OneByOne = 12;
    private const int MaxScores = 4_096;

    private readonly Dictionary<long, long> _ranks = [];
    private bool _readAll;

    public long Of(long score)
    {
        if (_ranks.TryGetValue(score, out var rank)) return rank;
        if (_ranks.Count >= OneByOne && !_readAll)
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
        using var rows = session.Use("SELECT bucket, leads FROM score_buckets WHERE shift = 0 AND leads > 0 ORDER BY bucket DESC LIMIT ?1").Bind(MaxScores);
        while (rows.Read())
        {
            _ranks[rows.Int64(0)] = rank;
            rank += rows.Int64(1);
        }
    }
}
