using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Leads;
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

    public Task<JobChunk> RunChunkAsync(BackgroundJob job, int maxLeads, bool announceAll, CancellationToken ct) => data.RunAsync(
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

    /// <summary>Rescores before replays. A rescore that a rollback has cancelled without ending it is ended here.</summary>
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

    /// <summary>Moves the job to the chunk's cursor, or completes it; does nothing the second time.</summary>
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
        await data.Rules.ReadAsync(ct);
        var cause = data.Rules.Known.FirstOrDefault(r => r.Number == jobId)?.Cause; // a replay is not among them
        var current = cause is null ? 0 : data.Rules.VersionsOf(cause.EventType)[0].Version;
        if (JobCancellation.Refusal(job, cause, current) is { } refused) return new(job, null, refused);

        // The version that is rolled back must still be the current one when the rollback is written.
        var rolledBack = cause is null ? null : await Publishing.RollbackAsync(data, cause.EventType, cause.Restores, cause.Version, jobId, ct);
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

internal static class LeadJobs
{
    /// <summary>The id of the last lead that the job has passed, empty at the beginning; null when there is no such job.</summary>
    public static async Task<string?> CursorAsync(MongoData data, long jobId, CancellationToken ct) =>
        (await data.Jobs.Find(Bson.Id(jobId)).Project<BsonDocument>(Bson.Only("cursor")).FirstOrDefaultAsync(ct))?.Text("cursor");
}

/// <summary>
/// The jobs that gave a lead another score, stored in the lead's document by the same write. So a chunk that is repeated after a crash
/// can count the changed leads, including those that a commit brought to the job's rules first.
/// </summary>
internal static class LeadMarks
{
    /// <summary>Few jobs are open at a time, and the marks of completed ones are not read.</summary>
    private const int MaxMarks = 8;

    /// <summary>The lead's marks with the job's; null when the score has not changed.</summary>
    public static BsonArray? With(MongoLead lead, long jobId, bool changed)
    {
        if (!changed) return null;
        var marks = lead.Document.TryGetValue("rescored", out var known) && known is BsonArray array ? array : [];
        return [.. marks.Where(mark => mark != jobId).TakeLast(MaxMarks - 1), jobId];
    }

    /// <summary>How many leads after one id, up to another (null: to the end), the job has given another score.</summary>
    public static Task<long> ChangedAsync(MongoData data, long jobId, string after, string? last, CancellationToken ct)
    {
        var range = new BsonDocument("$gt", after);
        if (last is not null) range.Add("$lte", last);
        return data.Leads.CountDocumentsAsync(new BsonDocument { { "_id", range }, { "rescored", jobId } }, cancellationToken: ct);
    }
}
