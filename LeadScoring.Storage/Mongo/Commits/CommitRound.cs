using System.Runtime.ExceptionServices;
using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Imports;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>
/// One attempt at some events: store them, reserve their eventIds, fold them into their leads, and update each lead's document, which
/// decides. A lead that another commit has changed in between is left for the next round.
/// </summary>
internal sealed class CommitRound(MongoData data, CommitRun run)
{
    private RuleTimeline _rules = null!;
    private Dictionary<string, MongoLead> _leads = null!;
    private StoredBatch _batch = null!;

    /// <returns>The events and leads left for the next round.</returns>
    public async Task<(int[] Events, List<string> Leads)> RunAsync(int[] indexes, List<string> leads, CancellationToken ct)
    {
        // Leads before rules: no lead may be at newer rules than the round's.
        _leads = await LeadDocuments.FindAsync(data, indexes.Select(i => run.Events[i].LeadId).Concat(leads), ct);
        _rules = await data.Rules.CurrentAsync(ct, _leads.Values.Select(lead => lead.Revision).DefaultIfEmpty().Max());
        foreach (var id in leads.Where(id => !_leads.TryGetValue(id, out var lead) || lead.IsDeleted)) run.Deleted(id);
        await ReportWithoutLeadAsync(indexes, ct);
        var live = indexes.Where(i => _leads.TryGetValue(run.Events[i].LeadId, out var lead) && !lead.IsDeleted).ToArray();
        await FollowUpWrites.EnsureAsync(data, _leads.Values.Where(lead => !lead.IsDeleted), ct);
        _batch = await StoredBatch.StoreAsync(data, run, live, _leads, ct);

        var work = _leads.Values.Where(lead => !lead.IsDeleted && (leads.Contains(lead.Id) || _batch.Concerns(lead.Id))).ToList();
        var byLead = live.GroupBy(i => run.Events[i].LeadId).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        var (commits, broken) = await data.BlockAsync(() => FoldAll(work, byLead), ct);
        if (broken.Count > 0) await EnsureChangedAsync(broken, ct);
        var lost = await DecideAsync(commits.FindAll(c => c.HasToWrite), ct);
        lost.UnionWith(broken.Select(b => b.Lead.Id));
        foreach (var commit in commits.Where(c => !lost.Contains(c.LeadId))) commit.Succeeded();
        return ([.. live.Where(i => lost.Contains(run.Events[i].LeadId))], [.. leads.Where(lost.Contains)]);
    }

    /// <summary>
    /// Releases eventIds that this batch reserved and that were not counted before their lead was deleted. Where that cannot be decided,
    /// since the event is purged, the reservation stays: an eventId counts at most once.
    /// </summary>
    private async Task ReleaseAsync(List<IncomingEvent> reserved, CancellationToken ct)
    {
        var filter = Bson.In("_id", reserved.Select(e => Keys.Event(e.LeadId, e.EventId))).AddRange(Bson.In("l", reserved.Select(e => e.LeadId).Distinct(StringComparer.Ordinal)));
        var stored = (await data.Events.Find(filter).Project<BsonDocument>(EventScan.StepFields).ToListAsync(ct)).ConvertAll(MongoEvent.Of);
        var uncounted = stored.FindAll(e => e.Version is null && !_leads[e.LeadId].Counts(e)).Select(e => e.EventId).ToHashSet(StringComparer.Ordinal);
        var free = reserved.FindAll(e => uncounted.Contains(e.EventId));
        if (free.Count > 0) await EventReservations.ReleaseAsync(data, free, ct);
    }

    /// <summary>Folds every lead but those of which a block is missing.</summary>
    private (List<LeadCommit> Commits, List<(MongoLead Lead, InvalidDataException Why)> Broken) FoldAll(List<MongoLead> leads, Dictionary<string, int[]> indexes)
    {
        var (commits, broken) = (new List<LeadCommit>(leads.Count), new List<(MongoLead, InvalidDataException)>());
        foreach (var lead in leads)
        {
            try
            {
                commits.Add(Fold(lead, indexes.GetValueOrDefault(lead.Id) ?? []));
            }
            catch (InvalidDataException e)
            {
                broken.Add((lead, e));
            }
        }

        return (commits, broken);
    }

    /// <summary>Blocks are removed when a lead is refolded or deleted, and then its update fails. An unchanged lead must have all blocks.</summary>
    private async Task EnsureChangedAsync(List<(MongoLead Lead, InvalidDataException Why)> broken, CancellationToken ct)
    {
        var states = await StatesAsync(broken.Select(b => b.Lead.Id), ct);
        foreach (var (lead, why) in broken)
        {
            if (states.TryGetValue(lead.Id, out var state) && state.Int64("stamp") == lead.Stamp) ExceptionDispatchInfo.Throw(why);
        }
    }

    private LeadCommit Fold(MongoLead lead, int[] indexes)
    {
        var commit = new LeadCommit(data, run, _rules, lead, run.Begin(lead));
        commit.CatchUp();
        foreach (var index in indexes) commit.Apply(_batch, index);
        commit.Finish();
        return commit;
    }

    /// <summary>Updates the leads' documents, each only if its stamp is unchanged. Returns the leads that have changed.</summary>
    private async Task<HashSet<string>> DecideAsync(List<LeadCommit> commits, CancellationToken ct)
    {
        if (commits.Count == 0) return [];
        var blocks = commits.SelectMany(c => c.NewBlocks()).ToList();
        if (blocks.Count > 0) await data.InsertAsync(data.Blocks, blocks, ct);
        var (result, _) = await data.BulkAsync(data.Leads, commits.ConvertAll(c => (WriteModel<BsonDocument>)c.Update()), ct);
        var lost = result.MatchedCount == commits.Count ? [] : await LostAsync(commits, ct);
        var decided = commits.FindAll(c => !lost.Contains(c.LeadId));
        await FollowUpWrites.WriteAsync(data, decided.Select(c => (c.LeadId, c.Commit)), ct);
        foreach (var commit in decided) data.Applied.Add(commit.LeadId, commit.Stamp);
        await CountImportedAsync(decided, ct);
        foreach (var commit in commits.Where(c => c.WasRefolded))
        {
            await BlockDocuments.RemoveAsync(data, commit.LeadId, lost.Contains(commit.LeadId) ? commit.NewGeneration : commit.OldGeneration, ct);
        }

        return lost;
    }

    private async Task<HashSet<string>> LostAsync(List<LeadCommit> commits, CancellationToken ct)
    {
        var states = await StatesAsync(commits.Select(c => c.LeadId), ct);
        return [.. commits.Where(c => !states.TryGetValue(c.LeadId, out var state) || !c.IsIn(state)).Select(c => c.LeadId)];
    }

    private async Task<Dictionary<string, BsonDocument>> StatesAsync(IEnumerable<string> leads, CancellationToken ct) =>
        (await data.Leads.Find(Bson.In("_id", leads)).Project<BsonDocument>(Bson.Only("stamp", "generation")).ToListAsync(ct))
        .ToDictionary(d => d.Text("_id"), StringComparer.Ordinal);

    private async Task CountImportedAsync(List<LeadCommit> decided, CancellationToken ct)
    {
        var imports = decided.SelectMany(c => c.ImportIds).CountBy(id => id).ToList();
        if (imports.Count > 0) await data.BulkAsync(data.Imports, imports.ConvertAll(i => ImportDocuments.Scored(i.Key, i.Value)), ct);
    }

    /// <summary>Reports events whose lead does not exist, and removes those that an earlier round stored before their lead was deleted.</summary>
    private async Task ReportWithoutLeadAsync(int[] indexes, CancellationToken ct)
    {
        var deleted = new List<IncomingEvent>();
        foreach (var index in indexes)
        {
            var e = run.Events[index];
            var lead = _leads.GetValueOrDefault(e.LeadId);
            if (lead is { IsDeleted: false }) continue;
            var status = lead is null ? EventStatus.LeadUnknown : EventStatus.LeadDeleted;
            run.Report(index, new(e.EventId, e.LeadId, status, false, 0, 0, false, false));
            if (lead is not null) deleted.Add(e);
        }

        if (deleted.Count == 0) return;
        var reserved = deleted.Where(e => run.HasReserved(e.EventId)).ToList();
        if (reserved.Count > 0) await ReleaseAsync(reserved, ct);
        await StoredBatch.RemoveUncountedAsync(data, deleted.Select(e => (e.LeadId, e.EventId)), _leads, ct);
    }
}
