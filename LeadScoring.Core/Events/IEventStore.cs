using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Events;

/// <summary>Events, their commit and their ledger. Every call may throw <see cref="StoreUnavailableException"/>.</summary>
public interface IEventStore
{
    /// <summary>
    /// Inserts the events that are absent and recomputes every lead touched. Safe to repeat after a crash at any point, in any order, by
    /// several callers at once: an eventId counts once, for ever.
    /// </summary>
    Task<CommitResult> CommitAsync(IReadOnlyList<IncomingEvent> events, CancellationToken ct);

    /// <summary>A committed event; null when there is none, or its lead was deleted.</summary>
    Task<StoredEvent?> FindAsync(string eventId, CancellationToken ct);

    /// <summary>
    /// What is known of each event's eventId, in the order given, at one moment. An eventId may come several times: each event is compared for itself.
    /// </summary>
    Task<IReadOnlyList<KnownEvent>> KnownAsync(IReadOnlyList<IncomingEvent> events, CancellationToken ct);

    /// <summary>
    /// Those of the eventIds that are committed, in one query. Cheaper than <see cref="KnownAsync"/>, and enough for eventIds that are derived
    /// from the content of their events: these cannot differ.
    /// </summary>
    Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> eventIds, CancellationToken ct);

    /// <summary>Whether the event was committed for a lead that has been deleted since.</summary>
    Task<bool> HasTombstoneAsync(string eventId, CancellationToken ct);

    /// <summary>A lead's events, newest first; null when the lead does not exist.</summary>
    /// <exception cref="InvalidCursorException"/>
    Task<CursorPage<StoredEvent>?> ListAsync(string leadId, string? cursor, int limit, CancellationToken ct);

    /// <summary>
    /// A page of a lead's ledger, consistent with one score of the lead; null when the lead does not exist. A line is the same in both
    /// orders; a cursor is valid only for the order that it was returned for.
    /// </summary>
    /// <exception cref="InvalidCursorException"/>
    Task<CursorPage<LedgerEntry>?> LedgerAsync(string leadId, LedgerOrder order, string? cursor, int limit, CancellationToken ct);

    /// <summary>
    /// A lead's score over its events up to a time (null: all of them). With <paramref name="knownAtMs"/>, as it was known then: over the
    /// events committed by then, at the rules and bounds published by then. Null when the lead does not exist.
    /// </summary>
    /// <exception cref="InvalidCursorException"/>
    Task<ScoreAsOf?> ScoreAsync(
        string leadId, long? atMs, long? knownAtMs, LedgerOrder order, string? cursor, int limit, CancellationToken ct);

    /// <summary>How many events are committed.</summary>
    Task<long> CountAsync(CancellationToken ct);

    /// <summary>Stores why an event ended in the dead letters. Idempotent; the latest reason wins.</summary>
    Task RecordFailureAsync(FailedEvent failure, CancellationToken ct);

    /// <summary>Removes an event's failure, before a retry, unless it has failed again since <paramref name="failedAtMs"/>.</summary>
    Task ForgetFailureAsync(string eventId, long failedAtMs, CancellationToken ct);

    /// <summary>The failure of an event; null when there is none.</summary>
    Task<FailedEvent?> FindFailureAsync(string eventId, CancellationToken ct);
}
