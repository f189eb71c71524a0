using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Events;

/// <summary>Events, their commit and their ledger. Every call may throw <see cref="StoreUnavailableException"/>.</summary>
public interface IEventStore
{
    /// <summary>
    /// Inserts the events that are absent and brings every lead touched up to date. Safe to repeat after a crash at
    /// any point, in any order, by several callers at once: an eventId counts once, for ever.
    /// </summary>
    Task<CommitResult> CommitAsync(IReadOnlyList<IncomingEvent> events, CancellationToken ct);

    Task<StoredEvent?> FindAsync(string eventId, CancellationToken ct);

    /// <summary>Those of the eventIds that counted, asked in one go.</summary>
    Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> eventIds, CancellationToken ct);

    /// <summary>It counted once, for a lead that was deleted since.</summary>
    Task<bool> HasTombstoneAsync(string eventId, CancellationToken ct);

    /// <summary>A lead's events, newest first; null when the lead does not exist.</summary>
    /// <exception cref="InvalidCursorException"/>
    Task<CursorPage<StoredEvent>?> ListAsync(string leadId, string? cursor, int limit, CancellationToken ct);

    /// <summary>
    /// A lead's ledger, consistent with one score of the lead; null when it does not exist. A line is the same in both orders;
    /// a cursor belongs to the order that it was given for.
    /// </summary>
    /// <exception cref="InvalidCursorException"/>
    Task<CursorPage<LedgerEntry>?> LedgerAsync(string leadId, LedgerOrder order, string? cursor, int limit, CancellationToken ct);

    /// <summary>
    /// A lead's score over its events up to a time (null: all of them). With <paramref name="knownAtMs"/>, as it was believed to be
    /// then: over the events committed by then, at the rules and bounds published by then. Null when the lead does not exist.
    /// </summary>
    /// <exception cref="InvalidCursorException"/>
    Task<ScoreAsOf?> ScoreAsync(
        string leadId, long? atMs, long? knownAtMs, LedgerOrder order, string? cursor, int limit, CancellationToken ct);

    /// <summary>How many events are committed.</summary>
    Task<long> CountAsync(CancellationToken ct);

    /// <summary>Remembers why an event ended in the dead letters. Idempotent; the latest reason wins.</summary>
    Task RecordFailureAsync(FailedEvent failure, CancellationToken ct);

    /// <summary>Forgets why an event failed, unless it has failed again since that time: it is about to be tried once more.</summary>
    Task ForgetFailureAsync(string eventId, long failedAtMs, CancellationToken ct);

    Task<FailedEvent?> FindFailureAsync(string eventId, CancellationToken ct);
}
