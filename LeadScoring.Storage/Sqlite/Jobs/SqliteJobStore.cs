using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Jobs;

internal sealed class SqliteJobStore(SqliteFile file) : IJobStore
{
    public Task<BackgroundJob?> NextAsync(CancellationToken ct) => file.ReadAsync(JobRows.Next, ct);

    public async Task<IReadOnlyList<BackgroundJob>> ListAsync(JobKind kind, int limit, CancellationToken ct) =>
        await file.ReadAsync(session => JobRows.Newest(session, kind, limit), ct);

    public Task<BackgroundJob?> FindAsync(long jobId, CancellationToken ct) => file.ReadAsync(session => JobRows.Find(session, jobId), ct);

    public Task<JobChunk> RunChunkAsync(BackgroundJob job, int maxLeads, bool announceAll, CancellationToken ct) => job.Kind == JobKind.Replay
        ? new ReplayRun(file, job).RunAsync(maxLeads, ct)
        : new RescoreRun(file, job, announceAll).RunAsync(maxLeads, ct);

    public Task<BackgroundJob> AdvanceAsync(BackgroundJob job, JobChunk chunk, CancellationToken ct) => file.WriteAsync(
        session =>
        {
            long? cursor = chunk.Cursor is null ? null : long.Parse(chunk.Cursor, CultureInfo.InvariantCulture);
            JobRows.Advance(session, job.Id, cursor, chunk.Leads, file.Now);
            foreach (var (other, leads) in chunk.Others ?? new Dictionary<long, int>()) JobRows.Advance(session, other, cursor, leads, file.Now);
            return JobRows.Find(session, job.Id)!;
        },
        ct);

    public Task<Cancellation> CancelAsync(long jobId, CancellationToken ct) => file.WriteAsync(session => Cancel(session, jobId), ct);

    public Task<BackgroundJob> StartReplayAsync(CancellationToken ct) => file.WriteAsync(session => JobRows.StartReplay(session, file.Now), ct);

    public async Task<IReadOnlyList<LeadDifference>> DifferencesAsync(long jobId, int limit, CancellationToken ct) =>
        await file.ReadAsync(session => ReplayDifferences.First(session, jobId, limit), ct);

    public async Task<Recalculation?> RecalculateAsync(string leadId, CancellationToken ct) =>
        await file.ReadAsync(session => session.Leads.Number(leadId), ct) is { } number ? await new LeadReplay(file, null).RunAsync(number, ct) : null;

    private Cancellation Cancel(SqlSession session, long id)
    {
        if (JobRows.Find(session, id) is not { } job) return new(null, null, null);
        var cause = JobRows.Cause(session, id);
        var current = cause is null ? 0 : RuleRows.VersionsOf(session, cause.EventType)[0].Version;
        if (JobCancellation.Refusal(job, cause, current) is { } refused) return new(job, null, refused);
        JobRows.Cancel(session, id, file.Now);
        var rolledBack = cause is null ? null : RulePublishing.Rollback(session, cause.EventType, cause.Restores, null, file.Now);
        return new(JobRows.Find(session, id), rolledBack, null);
    }
}
