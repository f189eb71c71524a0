using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Ledger;

namespace LeadScoring.Storage.Events;

internal sealed class EventStore(IStoreDatabase database) : IEventStore
{
    public Task<CommitResult> CommitAsync(IReadOnlyList<IncomingEvent> events, CancellationToken ct) => new CommitRun(database, events).RunAsync(ct);

    public Task<StoredEvent?> FindAsync(string eventId, CancellationToken ct) =>
        database.ReadAsync(session => session.Events.Find(eventId)?.Event, ct);

    public async Task<IReadOnlyList<KnownEvent>> KnownAsync(IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        var ids = events.Select(e => e.EventId).ToHashSet(StringComparer.Ordinal);
        var known = await database.ReadAsync(session => session.Events.Contents(ids), ct);
        return [.. events.Select(e => known.TryGetValue(e.EventId, out var stored) ? Compare(stored, e) : KnownEvent.Unknown)];
    }

    public async Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> eventIds, CancellationToken ct) =>
        await database.ReadAsync(session => session.Events.Existing(eventIds), ct);

    public Task<bool> HasTombstoneAsync(string eventId, CancellationToken ct) =>
        database.ReadAsync(session => session.Events.IsOrphan(eventId) || session.Events.HasTombstone(eventId), ct);

    public Task<CursorPage<StoredEvent>?> ListAsync(string leadId, string? cursor, int limit, CancellationToken ct)
    {
        var before = KeyCursor.Parse(KeyCursor.Events, cursor);
        return database.ReadAsync(session => NewestFirst(session, leadId, before, limit), ct);
    }

    public Task<CursorPage<LedgerEntry>?> LedgerAsync(string leadId, LedgerOrder order, string? cursor, int limit, CancellationToken ct)
    {
        var key = KeyCursor.Parse(KeyCursor.Ledger(order), cursor);
        return database.ReadAsync(session => LedgerPages.Read(session, database.Timelines, leadId, order, key, limit), ct);
    }

    public Task<ScoreAsOf?> ScoreAsync(
        string leadId, long? atMs, long? knownAtMs, LedgerOrder order, string? cursor, int limit, CancellationToken ct)
    {
        var key = KeyCursor.Parse(KeyCursor.AsOf(order), cursor);
        return database.ReadAsync(session => AsOfPages.Read(session, database.Timelines, leadId, new(atMs, knownAtMs), order, key, limit), ct);
    }

    public Task<long> CountAsync(CancellationToken ct) => database.ReadAsync(session => session.Events.Count(), ct);

    public Task RecordFailureAsync(FailedEvent failure, CancellationToken ct) => database.WriteAsync(session => SaveFailure(session, failure), ct);

    public async Task ForgetFailureAsync(string eventId, long failedAtMs, CancellationToken ct)
    {
        if (await FindFailureAsync(eventId, ct) is not null) await database.WriteAsync(session => RemoveFailure(session, eventId, failedAtMs), ct);
    }

    public Task<FailedEvent?> FindFailureAsync(string eventId, CancellationToken ct) =>
        database.ReadAsync(session => session.Failures.Find(eventId), ct);

    private static KnownEvent Compare(EventContent? stored, IncomingEvent e)
    {
        if (stored is null) return KnownEvent.LeadDeleted;
        return EventConflict.Differs(stored, e) ? KnownEvent.Different : KnownEvent.Same;
    }

    private static CursorPage<StoredEvent>? NewestFirst(IStoreSession session, string leadId, EventKey? before, int limit)
    {
        if (session.States.Find(leadId) is not { } lead) return null;
        var events = session.Events.Before(lead, before ?? lead.Fold.Last.Successor, limit + 1);
        if (events.Count <= limit) return new(events, null);
        events.RemoveAt(limit);
        return new(events, KeyCursor.Of(KeyCursor.Events, events[^1].TimestampMs, events[^1].EventId));
    }

    /// <summary>An import counts its own failures in the same transaction, each eventId once.</summary>
    private static bool SaveFailure(IStoreSession session, FailedEvent failure)
    {
        var known = session.Failures.Find(failure.EventId)?.ImportId;
        if (failure.ImportId is { } import && known != import) session.Imports.Failed(import, 1);
        session.Failures.Save(failure);
        return true;
    }

    /// <summary>A newer failure stays.</summary>
    private static bool RemoveFailure(IStoreSession session, string eventId, long failedAtMs)
    {
        if (session.Failures.Find(eventId) is not { } known || known.FailedAtMs > failedAtMs) return false;
        if (known.ImportId is { } import) session.Imports.Failed(import, -1);
        session.Failures.Remove(eventId);
        return true;
    }
}
