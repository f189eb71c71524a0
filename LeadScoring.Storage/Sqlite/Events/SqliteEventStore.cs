using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Leads;

namespace LeadScoring.Storage.Sqlite.Events;

internal sealed class SqliteEventStore(SqliteFile file) : IEventStore
{
    public Task<CommitResult> CommitAsync(IReadOnlyList<IncomingEvent> events, CancellationToken ct) => new CommitRun(file, events).RunAsync(ct);

    public Task<StoredEvent?> FindAsync(string eventId, CancellationToken ct) =>
        file.ReadAsync(session => EventRows.Find(session, eventId)?.Event, ct);

    public async Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> eventIds, CancellationToken ct) =>
        await file.ReadAsync(session => eventIds.Where(id => EventRows.Exists(session, id)).ToHashSet(StringComparer.Ordinal), ct);

    public Task<bool> HasTombstoneAsync(string eventId, CancellationToken ct) =>
        file.ReadAsync(session => EventRows.IsOrphan(session, eventId) || Tombstones.Contains(session, eventId), ct);

    public Task<CursorPage<StoredEvent>?> ListAsync(string leadId, string? cursor, int limit, CancellationToken ct)
    {
        var before = KeyCursor.Parse(KeyCursor.Events, cursor);
        return file.ReadAsync(session => EventPages.NewestFirst(session, leadId, before, limit), ct);
    }

    public Task<CursorPage<LedgerEntry>?> LedgerAsync(string leadId, LedgerOrder order, string? cursor, int limit, CancellationToken ct)
    {
        var key = KeyCursor.Parse(KeyCursor.Ledger(order), cursor);
        return file.ReadAsync(session => LedgerPages.Read(session, file.Timelines, leadId, order, key, limit), ct);
    }

    public Task<ScoreAsOf?> ScoreAsync(
        string leadId, long? atMs, long? knownAtMs, LedgerOrder order, string? cursor, int limit, CancellationToken ct)
    {
        var key = KeyCursor.Parse(KeyCursor.AsOf(order), cursor);
        return file.ReadAsync(session => AsOfPages.Read(session, file.Timelines, leadId, new(atMs, knownAtMs), order, key, limit), ct);
    }

    public Task<long> CountAsync(CancellationToken ct) => file.ReadAsync(session => Counters.Read(session, Counters.Events), ct);

    public Task RecordFailureAsync(FailedEvent failure, CancellationToken ct) => file.WriteAsync(session => FailureRows.Save(session, failure), ct);

    public Task ForgetFailureAsync(string eventId, long failedAtMs, CancellationToken ct) =>
        file.WriteAsync(session => FailureRows.Remove(session, eventId, failedAtMs), ct);

    public Task<FailedEvent?> FindFailureAsync(string eventId, CancellationToken ct) =>
        file.ReadAsync(session => FailureRows.Find(session, eventId), ct);
}
