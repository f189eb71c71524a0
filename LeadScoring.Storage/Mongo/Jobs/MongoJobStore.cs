using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Rules;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Jobs;

internal sealed class MongoJobStore(MongoData data) : IJobStore
{
    private static readonly BsonDocument Open = new() { { "kind", new BsonDocument("$gte", 0) }, { "completedAt", BsonNull.Value } };

    public Task<BackgroundJob?> NextAsync(CancellationToken ct) => data.RunAsync(() => NextOpenAsync(ct), ct);

    public Task<IReadOnlyList<BackgroundJob>> ListAsync(JobKind kind, int limit, CancellationToken ct) => data.RunAsync<IReadOnlyList<BackgroundJob>>(
        async () =>
        {
            var found = await data.Jobs.Find(new BsonDocument("kind", (int)kind)).Sort(Bson.Id(-1)).Limit(limit).ToListAsync(ct);
            var jobs = new List<BackgroundJob>(found.Count);
            foreach (var document in found) jobs.Add(await JobAsync(document, ct));
            return jobs;
        },
        ct);

    public Task<BackgroundJob?> FindAsync(long jobId, CancellationToken ct) => data.RunAsync(() => FindJobAsync(jobId, ct), ct);

    public Task<JobChunk> RescoreAsync(BackgroundJob job, int maxLeads, bool announceAll, CancellationToken ct) => data.RunAsync(
        () => job.Kind == JobKind.Replay ? new ReplayRun(data, job).RunAsync(maxLeads, ct) : new RescoreRun(data, job, announceAll).RunAsync(maxLeads, ct), ct);

    public Task<BackgroundJob> AdvanceAsync(BackgroundJob job, JobChunk chunk, CancellationToken ct) => data.RunAsync(() => MoveAsync(job, chunk, ct), ct);

    public Task<Cancellation> CancelAsync(long jobId, CancellationToken ct) => data.RunAsync(() => CancelJobAsync(jobId, ct), ct);

    public Task<BackgroundJob> StartReplayAsync(CancellationToken ct) => data.RunAsync(
        async () =>
        {
            var open = new BsonDocument { { "kind", (int)JobKind.Replay }, { "completedAt", BsonNull.Value } };
            return await data.Jobs.Find(open).Sort(Bson.Id(1)).FirstOrDefaultAsync(ct) is { } running ? await JobAsync(running, ct) : await Publishing.ReplayAsync(data, ct);
        },
        ct);

    public Task<IReadOnlyList<LeadDifference>> DifferencesAsync(long jobId, int limit, CancellationToken ct) => data.RunAsync<IReadOnlyList<LeadDifference>>(
        async () =>
        {
            var leads = await data.Differences.Find(ReplayDifferences.Of(jobId)).Sort(Bson.Id(1)).Limit(limit).ToListAsync(ct);
            return [.. leads.SelectMany(ReplayDifferences.Read).Take(limit)];
        },
        ct);

    public Task<Recalculation?> RecalculateAsync(string leadId, CancellationToken ct) => data.RunAsync(() => new LeadReplay(data, null).RunAsync(leadId, ct), ct);

    /// <summary>Rescores before replays. One that a rollback has taken back, but not ended yet, is ended here.</summary>
    private async Task<BackgroundJob?> NextOpenAsync(CancellationToken ct)
    {
        var open = await data.Jobs.Find(Open).Sort(new BsonDocument { { "kind", 1 }, { "_id", 1 } }).ToListAsync(ct);
        if (open.Count == 0) return null;
        await data.Rules.ReadAsync(ct);
        foreach (var document in open)
        {
            if (data.Rules.Known.All(r => r.Cancels != document.Int64("_id"))) return await JobAsync(document, ct);
            await EndAsync(document.Int64("_id"), ct);
        }

        return null;
    }

    private async Task<BackgroundJob?> FindJobAsync(long jobId, CancellationToken ct) =>
        await data.Jobs.Find(new BsonDocument { { "_id", jobId }, { "kind", new BsonDocument("$gte", 0) } }).FirstOrDefaultAsync(ct) is { } document
            ? await JobAsync(document, ct)
            : null;

    /// <summary>Moves on to the chunk's cursor, or completes; does nothing the second time.</summary>
    private async Task<BackgroundJob> MoveAsync(BackgroundJob job, JobChunk chunk, CancellationToken ct)
    {
        var document = await data.Jobs.Find(Bson.Id(job.Id)).FirstAsync(ct);
        var from = document.Text("cursor");
        if (document["completedAt"].IsBsonNull && (chunk.Cursor is null || string.CompareOrdinal(chunk.Cursor, from) > 0))
        {
            var set = new BsonDocument("state", chunk.Cursor is null ? "completed" : "running");
            if (chunk.Cursor is null) set.Add("completedAt", data.Now);
            else set.Add("cursor", chunk.Cursor);
            var add = new BsonDocument { { "done", (long)chunk.Leads }, { "changed", await LeadMarks.ChangedAsync(data, job.Id, from, chunk.Cursor, ct) } };
            var filter = new BsonDocument { { "_id", job.Id }, { "completedAt", BsonNull.Value }, { "cursor", from } };
            await data.UpdateAsync(data.Jobs, filter, new BsonDocument { { "$set", set }, { "$inc", add } }, ct);
        }

        return (await FindJobAsync(job.Id, ct))!;
    }

    private async Task<Cancellation> CancelJobAsync(long jobId, CancellationToken ct)
    {
        if (await FindJobAsync(jobId, ct) is not { } job) return new(null, null, null);
        if (job.CompletedAtMs is not null) return new(job, null, $"It is {job.State} already.");
        if (job.Kind == JobKind.Replay)
        {
            await EndAsync(jobId, ct);
            return new(await FindJobAsync(jobId, ct), null, null);
        }

        await data.Rules.ReadAsync(ct);
        if (data.Rules.Known.First(r => r.Number == jobId).Cause is not { } cause)
        {
            return new(job, null, "Other bounds apply to every lead: change the setting back instead.");
        }

        // The version that is replaced must still be the current one when the rollback is written.
        var current = data.Rules.VersionsOf(cause.EventType)[0].Version;
        var refusal = string.Create(CultureInfo.InvariantCulture, $"Version {current} of {cause.EventType} was published since: roll back the rule instead.");
        if (current != cause.Version) return new(job, null, refusal);
        var rolledBack = await Publishing.RollbackAsync(data, cause.EventType, cause.Restores, cause.Version, jobId, ct);
        await EndAsync(jobId, ct);
        return new(await FindJobAsync(jobId, ct), rolledBack, null);
    }

    private Task<bool> EndAsync(long jobId, CancellationToken ct) => data.UpdateAsync(
        data.Jobs, new BsonDocument { { "_id", jobId }, { "completedAt", BsonNull.Value } },
        Bson.Set(new() { { "state", "cancelled" }, { "completedAt", data.Now } }), ct);

    private async Task<BackgroundJob> JobAsync(BsonDocument document, CancellationToken ct)
    {
        var isReplay = document.Int32("kind") == (int)JobKind.Replay;
        return RevisionDocument.ToJob(document, isReplay ? await data.Differences.CountDocumentsAsync(ReplayDifferences.Of(document.Int64("_id")), cancellationToken: ct) : 0);
    }
}
