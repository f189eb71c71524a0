using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Leads;

namespace LeadScoring.Storage.Sqlite.Jobs;

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
