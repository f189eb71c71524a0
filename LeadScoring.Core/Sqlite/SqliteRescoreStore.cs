using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Storage;

namespace LeadScoring.Core.Sqlite;

internal sealed class SqliteRescoreStore(SqliteFile file) : IRescoreStore
{
    public Task<RescoreJob?> NextAsync(CancellationToken ct) => file.ReadAsync(RescoreJobRows.Next, ct);

    public async Task<IReadOnlyList<RescoreJob>> ListAsync(JobKind kind, int limit, CancellationToken ct) =>
        await file.ReadAsync(session => RescoreJobRows.Newest(session, kind, limit), ct);

    public Task<RescoreJob?> FindAsync(long jobId, CancellationToken ct) => file.ReadAsync(session => RescoreJobRows.Find(session, jobId), ct);

    public Task<RescoreChunk> RescoreAsync(RescoreJob job, int maxLeads, bool announceAll, CancellationToken ct) => job.Kind == JobKind.Replay
        ? new ReplayRun(file, job).RunAsync(maxLeads, ct)
        : new RescoreRun(file, job, announceAll).RunAsync(maxLeads, ct);

    public Task<RescoreJob> AdvanceAsync(RescoreJob job, RescoreChunk chunk, CancellationToken ct) => file.WriteAsync(
        session =>
        {
            long? cursor = chunk.Cursor is null ? null : long.Parse(chunk.Cursor, CultureInfo.InvariantCulture);
            RescoreJobRows.Advance(session, job.Id, cursor, chunk.Leads, file.Now);
            return RescoreJobRows.Find(session, job.Id)!;
        },
        ct);

    public Task<Cancellation> CancelAsync(long jobId, CancellationToken ct) => file.WriteAsync(session => Cancel(session, jobId), ct);

    public Task<RescoreJob> StartReplayAsync(CancellationToken ct) => file.WriteAsync(session => RescoreJobRows.Replay(session, file.Now), ct);

    public async Task<IReadOnlyList<LeadDifference>> DifferencesAsync(long jobId, int limit, CancellationToken ct) =>
        await file.ReadAsync(session => ReplayDifferences.First(session, jobId, limit), ct);

    public async Task<Recalculation?> RecalculateAsync(string leadId, CancellationToken ct) =>
        await file.ReadAsync(session => session.Leads.Number(leadId), ct) is { } number ? await new LeadReplay(file, null).RunAsync(number, ct) : null;

    private Cancellation Cancel(SqlSession session, long id)
    {
        if (RescoreJobRows.Find(session, id) is not { } job) return new(null, null, null);
        if (job.CompletedAtMs is not null) return new(job, null, $"It is {job.State} already.");
        if (job.Kind == JobKind.Replay)
        {
            RescoreJobRows.Cancel(session, id, file.Now);
            return new(RescoreJobRows.Find(session, id), null, null);
        }

        if (RescoreJobRows.Cause(session, id) is not { } cause) return new(job, null, "Other bounds apply to every lead: change the setting back instead.");
        var current = RuleRows.VersionsOf(session, cause.EventType)[0].Version;
        if (current != cause.Version) return new(job, null, $"Version {current} of {cause.EventType} was published since: roll back the rule instead.");
        RescoreJobRows.Cancel(session, id, file.Now);
        var rolledBack = RulePublishing.Rollback(session, cause.EventType, cause.Restores, null, file.Now);
        return new(RescoreJobRows.Find(session, id), rolledBack, null);
    }
}
