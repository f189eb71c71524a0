using System.Globalization;
using LeadScoring.Core.Jobs;

namespace LeadScoring.Core.Sqlite;

/// <summary>
/// Compares the counts that ranks come from with the leads. Both are read in one snapshot; what is wrong is added or taken away,
/// so that commits in between do no harm.
/// </summary>
internal sealed class RankCheck(SqliteFile file, RescoreJob job)
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
