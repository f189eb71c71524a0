using System.Globalization;
using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Jobs;

/// <summary>One chunk of a replay. Ranks come from the lead table, so there are no stored counts to compare.</summary>
internal sealed class ReplayRun(MongoData data, BackgroundJob job)
{
    public async Task<JobChunk> RunAsync(int maxLeads, CancellationToken ct)
    {
        var cursor = await LeadJobs.CursorAsync(data, job.Id, ct);
        var leads = cursor is null ? [] : await LeadWalk.NextAsync(data, Bson.In("deletedAt", [BsonNull.Value]), cursor, maxLeads, ct);
        var replay = new LeadReplay(data, job);
        var changes = new List<LeadChange>();
        foreach (var lead in leads)
        {
            if (await replay.RunAsync(lead.Id, ct) is { Change: { } change }) changes.Add(change);
        }

        return new(leads.Count, changes.Count(c => c.Score != c.PreviousScore), changes, leads.Count < maxLeads ? null : leads[^1].Id);
    }
}

/// <summary>
/// Folds one lead's events again at the lead's own rule revision (an older one is not a difference, its rescore is still to come) and
/// compares. Repairs the lead only if no commit has changed it in between.
/// </summary>
internal sealed class LeadReplay(MongoData data, BackgroundJob? job)
{
    private const int MaxTries = 100;

    /// <returns>Null when there is no such lead.</returns>
    public async Task<Recalculation?> RunAsync(string leadId, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if (await LeadDocuments.LiveAsync(data, leadId, ct) is not { } lead) return null;
            await FollowUpWrites.EnsureAsync(data, [lead], ct);
            var rules = await data.Rules.AtAsync(lead.Revision, ct);
            var (expected, blocks, found) = await data.BlockAsync(() => Check(lead, new StoredBlocks(data, lead, rules)), ct);
            if (await LeadDocuments.LiveAsync(data, leadId, ct) is not { } now) return null;
            if (now.Version != lead.Version || now.Revision != lead.Revision) continue;
            if (found.Count == 0) return new(leadId, expected.Events, expected.Score, expected.Score, [], null);
            if (await RepairAsync(now, expected, blocks, found, ct) is { } repaired) return repaired;
        }

        throw new StoreUnavailableException("MongoDB: the lead changes too fast to be compared.");
    }

    private static (LeadFold Expected, BlockList Blocks, List<FoldDifference> Found) Check(MongoLead lead, StoredBlocks stored)
    {
        var (expected, blocks) = FoldCheck.Rebuild(stored);
        return (expected, blocks, FoldCheck.Compare(lead.Fold, expected, stored));
    }

    private async Task<Recalculation?> RepairAsync(MongoLead lead, LeadFold expected, BlockList blocks, List<FoldDifference> found, CancellationToken ct)
    {
        if (job is not null) await ReplayDifferences.AddAsync(data, job.Id, lead.Id, found, ct);
        var marks = job is null ? null : LeadMarks.With(lead, job.Id, expected.Score != lead.StoredScore);
        if (await LeadRewrite.TryAsync(data, lead, expected, blocks, lead.Revision, marks, ct) is not { } version) return null;
        var change = new LeadChange(lead.Id, lead.StoredScore, expected.Score, version, null, null, expected.Last.TimestampMs, data.Now);
        return new(lead.Id, expected.Events, lead.StoredScore, expected.Score, found.ConvertAll(d => new LeadDifference(lead.Id, d.What, d.Stored, d.Expected)), change);
    }
}

/// <summary>The differences that replays found, a document per lead, inserted before the lead is repaired: none is lost or counted twice.</summary>
internal static class ReplayDifferences
{
    public static BsonDocument Of(long jobId) => new("_id", new BsonDocument { { "$gt", Prefix(jobId) }, { "$lt", Keys.After(Prefix(jobId)) } });

    public static Task AddAsync(MongoData data, long jobId, string leadId, IEnumerable<FoldDifference> differences, CancellationToken ct) => data.InsertAsync(
        data.Differences,
        [
            new BsonDocument
            {
                { "_id", Prefix(jobId) + leadId },
                { "lead", leadId },
                { "found", new BsonArray(differences.Select(d => new BsonArray { d.What, d.Stored, d.Expected })) },
            },
        ],
        ct);

    public static IEnumerable<LeadDifference> Read(BsonDocument lead) =>
        lead["found"].AsBsonArray.Select(d => new LeadDifference(lead.Text("lead"), d[0].AsString, d[1].AsString, d[2].AsString));

    private static string Prefix(long jobId) => string.Create(CultureInfo.InvariantCulture, $"{jobId:d12}/");
}
