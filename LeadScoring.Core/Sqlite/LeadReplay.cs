using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage.Adapters;

namespace LeadScoring.Core.Sqlite;

/// <summary>
/// One lead folded anew, at the rule revision that it is kept at: an older one is no difference but a rescore still to come.
/// Reads from a snapshot, outside any write transaction; mends only what no commit has changed in between.
/// </summary>
internal sealed class LeadReplay(SqliteFile file, RescoreJob? job)
{
    private const int Tries = 10;

    /// <returns>Null when there is no such lead.</returns>
    public async Task<Recalculation?> RunAsync(long number, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await file.ReadAsync(session => Check(session, number), ct) is not { } found) return null;
            if (found.Differences.Count == 0) return found.Same;
            if (await file.WriteAsync(session => Mend(session, found), ct) is { } mended) return mended;
            if (attempt == Tries) throw new Storage.StoreUnavailableException("The lead changes too fast to be compared.");
        }
    }

    private Checked? Check(SqlSession session, long number)
    {
        if (HotLeadRows.Find(session, number) is not { } lead || session.Leads.Id(number) is not { } id) return null;
        var stored = new StoredBlocks(session, number, file.Rules.At(session, lead.Revision));
        var (expected, blocks) = FoldCheck.Rebuild(stored);
        return new(id, lead, expected, blocks, FoldCheck.Compare(lead.Fold, expected, stored));
    }

    /// <summary>Null when a commit came in between: then there is something else to compare.</summary>
    private Recalculation? Mend(SqlSession session, Checked found)
    {
        var lead = HotLeadRows.Find(session, found.Lead.Number);
        if (lead is null || lead.Version != found.Lead.Version || lead.Revision != found.Lead.Revision) return null;
        var differences = found.Differences.ConvertAll(d => new LeadDifference(found.Id, d.What, d.Stored, d.Expected));
        if (job is not null)
        {
            ReplayDifferences.Add(session, job.Id, differences);
            RescoreJobRows.Changed(session, job.Id, found.Expected.Score == lead.StoredScore ? 0 : 1);
        }

        new StoredBlocks(session, lead.Number, file.Rules.At(session, lead.Revision)).Replace(found.Blocks);
        lead.Fold = found.Expected;
        lead.Version++;
        HotLeadRows.Save(session, lead);
        var buckets = new ScoreBuckets();
        buckets.Move(lead.StoredScore, found.Expected.Score);
        buckets.Save(session);
        LeadChangeLog.Append(session, LeadChangeLog.Score, [lead.Number]);
        var change = new LeadChange(found.Id, lead.StoredScore, lead.Fold.Score, lead.Version, null, null, lead.Fold.Last.TimestampMs, file.Now);
        return new(found.Id, lead.Fold.Events, lead.StoredScore, lead.Fold.Score, differences, change);
    }

    private sealed record Checked(string Id, HotLead Lead, LeadFold Expected, BlockList Blocks, List<FoldDifference> Differences)
    {
        public Recalculation Same => new(Id, Expected.Events, Expected.Score, Expected.Score, [], null);
    }
}
