using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Storage;

namespace LeadScoring.Core.Sqlite;

internal sealed class SqliteRescoreStore(SqliteFile file) : IRescoreStore
{
    public Task<RescoreJob?> NextAsync(CancellationToken ct) => file.ReadAsync(RescoreJobRows.Next, ct);

    public async Task<IReadOnlyList<RescoreJob>> ListAsync(int limit, CancellationToken ct) =>
        await file.ReadAsync(session => RescoreJobRows.Newest(session, limit), ct);

    public Task<RescoreJob?> FindAsync(long jobId, CancellationToken ct) => file.ReadAsync(session => RescoreJobRows.Find(session, jobId), ct);

    public Task<RescoreChunk> RescoreAsync(RescoreJob job, int maxLeads, bool announceAll, CancellationToken ct) =>
        new RescoreRun(file, job, announceAll).RunAsync(maxLeads, ct);

    public Task<RescoreJob> AdvanceAsync(RescoreJob job, RescoreChunk chunk, CancellationToken ct) => file.WriteAsync(
        session =>
        {
            long? cursor = chunk.Cursor is null ? null : long.Parse(chunk.Cursor, CultureInfo.InvariantCulture);
            RescoreJobRows.Advance(session, job.Id, cursor, chunk.Leads, chunk.Changed, file.Now);
            return RescoreJobRows.Find(session, job.Id)!;
        },
        ct);
}
