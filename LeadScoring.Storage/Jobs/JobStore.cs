using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Storage.Jobs;

internal sealed class JobStore(IStoreDatabase database) : IJobStore
{
    public Task<BackgroundJob?> NextAsync(CancellationToken ct) => database.ReadAsync(session => session.Jobs.Next(), ct);

    public async Task<IReadOnlyList<BackgroundJob>> ListAsync(JobKind kind, int limit, CancellationToken ct) =>
        await database.ReadAsync(session => session.Jobs.Newest(kind, limit), ct);

    public Task<BackgroundJob?> FindAsync(long jobId, CancellationToken ct) => database.ReadAsync(session => session.Jobs.Find(jobId), ct);

    public Task<JobChunk> RunChunkAsync(BackgroundJob job, int maxLeads, bool announceAll, CancellationToken ct) => job.Kind == JobKind.Replay
        ? new ReplayRun(database, job).RunAsync(maxLeads, ct)
        : new RescoreRun(database, job, announceAll).RunAsync(maxLeads, ct);

    public Task<BackgroundJob> AdvanceAsync(BackgroundJob job, JobChunk chunk, CancellationToken ct) =>
        database.WriteAsync(session => Advance(session, job, chunk), ct);

    public Task<Cancellation> CancelAsync(long jobId, CancellationToken ct) => database.WriteAsync(session => Cancel(session, jobId), ct);

    public Task<BackgroundJob> StartReplayAsync(CancellationToken ct) => database.WriteAsync(StartReplay, ct);

    public async Task<IReadOnlyList<LeadDifference>> DifferencesAsync(long jobId, int limit, CancellationToken ct) =>
        await database.ReadAsync(session => session.Jobs.Differences(jobId, limit), ct);

    public async Task<Recalculation?> RecalculateAsync(string leadId, CancellationToken ct) =>
        await database.ReadAsync(session => session.States.Find(leadId)?.Number, ct) is { } number
            ? await new LeadReplay(database, null).RunAsync(number, ct)
            : null;

    private BackgroundJob Advance(IStoreSession session, BackgroundJob job, JobChunk chunk)
    {
        long? cursor = chunk.Cursor is null ? null : long.Parse(chunk.Cursor, CultureInfo.InvariantCulture);
        session.Jobs.Advance(job.Id, cursor, chunk.Leads, database.Now);
        foreach (var (other, leads) in chunk.Others ?? new Dictionary<long, int>()) session.Jobs.Advance(other, cursor, leads, database.Now);
        return session.Jobs.Find(job.Id)!;
    }

    private BackgroundJob StartReplay(IStoreSession session) => session.Jobs.Next(JobKind.Replay)
        ?? session.Jobs.Add(new(JobKind.Replay, session.Rules.Revision(), "replay", null, session.Profiles.Count()), database.Now);

    private Cancellation Cancel(IStoreSession session, long id)
    {
        if (session.Jobs.Find(id) is not { } job) return new(null, null, null);
        var cause = session.Jobs.Cause(id);
        var current = cause is null ? 0 : session.Rules.VersionsOf(cause.EventType)[0].Version;
        if (JobCancellation.Refusal(job, cause, current) is { } refused) return new(job, null, refused);
        session.Jobs.Cancel(id, database.Now);
        var rolledBack = cause is null ? null : RulePublishing.Rollback(session, cause.EventType, cause.Restores, null, database.Now);
        return new(session.Jobs.Find(id), rolledBack, null);
    }
}
