using System.Globalization;
using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Storage.Jobs;

/// <summary>One chunk of a replay; the last one compares the ranks as well.</summary>
internal sealed class ReplayRun(IStoreDatabase database, BackgroundJob job)
{
    /// <summary>Leads with differences of which a replay stores some; it counts them all.</summary>
    internal const int MaxStored = 1000;

    public async Task<JobChunk> RunAsync(int maxLeads, CancellationToken ct)
    {
        var numbers = await database.ReadAsync(session => session.States.NumbersAfter(session.Jobs.Cursor(job.Id), maxLeads), ct);
        var replay = new LeadReplay(database, job);
        var (changes, positions) = (new List<LeadChange>(), new List<long>());
        foreach (var number in numbers)
        {
            if (await replay.RunAsync(number, ct) is not { Change: { } change } repaired) continue;
            changes.Add(change);
            positions.AddRange(repaired.Positions);
        }

        var isLast = numbers.Count < maxLeads;
        if (isLast) await new RankCheck(database, job).RunAsync(ct);
        var cursor = isLast ? null : numbers[^1].ToString(CultureInfo.InvariantCulture);
        return new(numbers.Count, changes.Count(c => c.Score != c.PreviousScore), changes, cursor) { Positions = positions };
    }
}

/// <summary>
/// Folds one lead's events again at the lead's own rule revision (an older one is not a difference, its rescore is still to come) and
/// compares. Reads from a snapshot, outside any write transaction; repairs the lead only if no commit has changed it in between.
/// </summary>
internal sealed class LeadReplay(IStoreDatabase database, BackgroundJob? job)
{
    private const int MaxTries = 10;

    /// <returns>Null when there is no such lead.</returns>
    public async Task<Recalculation?> RunAsync(long number, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await database.ReadAsync(session => Check(session, number), ct) is not { } found) return null;
            if (found.Differences.Count == 0) return found.Same;
            if (await database.WriteAsync(session => Repair(session, found), ct) is { } repaired) return repaired;
            if (attempt == MaxTries) throw new StoreUnavailableException("The lead changes too fast to be compared.");
        }
    }

    private Checked? Check(IStoreSession session, long number)
    {
        if (session.States.Find(number) is not { } lead || session.States.IdOf(number) is not { } id) return null;
        var stored = session.States.Blocks(lead, database.Timelines.At(session, lead.Revision));
        var (expected, blocks) = FoldCheck.Rebuild(stored);
        return new(id, lead, expected, blocks, FoldCheck.Compare(lead.Fold, expected, stored));
    }

    /// <summary>Null when a commit has changed the lead in between: compare again.</summary>
    private Recalculation? Repair(IStoreSession session, Checked found)
    {
        var lead = session.States.Find(found.Lead.Number);
        if (lead is null || lead.Version != found.Lead.Version || lead.Revision != found.Lead.Revision) return null;
        var differences = found.Differences.ConvertAll(d => new LeadDifference(found.Id, d.What, d.Stored, d.Expected));
        if (job is not null)
        {
            session.Jobs.AddDifferences(job.Id, differences, ReplayRun.MaxStored);
            if (found.Expected.Score != lead.StoredScore) session.Jobs.Changed(job.Id, lead.Stripe, 1);
        }

        session.States.ReplaceBlocks(lead, found.Blocks);
        lead.Fold = found.Expected;
        lead.Version++;
        session.States.Save(lead);
        var buckets = new ScoreBuckets();
        buckets.Move(lead.Stripe, lead.StoredScore, lead.Fold.Score);
        buckets.Save(session);
        var positions = session.Changes.Append(LeadChangeKind.Rescored, [lead], database.Now);
        var change = new LeadChange(found.Id, lead.StoredScore, lead.Fold.Score, lead.Version, null, null, lead.Fold.Last.TimestampMs, database.Now);
        return new(found.Id, lead.Fold.Events, lead.StoredScore, lead.Fold.Score, differences, change) { Positions = positions };
    }

    private sealed record Checked(string Id, LeadState Lead, LeadFold Expected, BlockList Blocks, List<FoldDifference> Differences)
    {
        public Recalculation Same => new(Id, Expected.Events, Expected.Score, Expected.Score, [], null);
    }
}
