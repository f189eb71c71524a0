using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Jobs;

namespace LeadScoring.Storage.Sqlite.Leads;

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

/// <summary>
/// Compares the counts that ranks come from with the leads. Both are read in one snapshot; what is wrong is added or taken away,
/// so that commits in between do no harm.
/// </summary>
internal sealed class RankCheck(SqliteFile file, BackgroundJob job)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var wrong = await file.ReadAsync(session => ScoreBuckets.Compare(session), ct);
        if (wrong.Count == 0) return;
        await file.WriteAsync(session => Mend(session, wrong), ct);
    }

    private bool Mend(SqlSession session, List<(int Shift, long Bucket, long Stored, long Expected)> wrong)
    {
        ReplayDifferences.Add(session, job.Id, wrong.ConvertAll(w => new LeadDifference(
            null, "ranks", string.Create(CultureInfo.InvariantCulture, $"{w.Stored} leads from score {w.Bucket << w.Shift} on"), w.Expected.ToString(CultureInfo.InvariantCulture))));
        foreach (var (shift, bucket, stored, expected) in wrong) ScoreBuckets.Add(session, shift, bucket, expected - stored);
        return true;
    }
}
