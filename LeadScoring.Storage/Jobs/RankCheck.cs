using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Storage.Jobs;

/// <summary>
/// A replay's check of the counts that ranks come from against the leads' scores. Both are read in one snapshot; a wrong count is
/// corrected by its difference, so that commits in between do no harm.
/// </summary>
internal sealed class RankCheck(IStoreDatabase database, BackgroundJob job)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var wrong = await database.ReadAsync(session => session.Scores.Compare(), ct);
        if (wrong.Count > 0) await database.WriteAsync(session => Repair(session, wrong), ct);
    }

    private bool Repair(IStoreSession session, List<(ScoreBucket Bucket, long Stored, long Expected)> wrong)
    {
        session.Jobs.AddDifferences(job.Id, wrong.ConvertAll(Difference), ReplayRun.MaxStored);
        session.Scores.Add(wrong.ToDictionary(w => w.Bucket, w => (int)(w.Expected - w.Stored)));
        return true;
    }

    private static LeadDifference Difference((ScoreBucket Bucket, long Stored, long Expected) wrong)
    {
        var (bucket, stored, expected) = wrong;
        var text = string.Create(CultureInfo.InvariantCulture, $"{stored} leads from score {bucket.Number << bucket.Shift} on");
        return new(null, "ranks", text, expected.ToString(CultureInfo.InvariantCulture));
    }
}
