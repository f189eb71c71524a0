using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using MongoDB.Bson;

namespace LeadScoring.Core.Mongo;

/// <summary>One chunk of a replay. Ranks are counted from the leads themselves here, so there is nothing else to compare.</summary>
internal sealed class ReplayRun(MongoData data, RescoreJob job)
{
    public async Task<RescoreChunk> RunAsync(int maxLeads, CancellationToken ct)
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
