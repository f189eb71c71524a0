namespace LeadScoring.Core.Queue;

/// <summary>Lists, retries and discards dead letters. Every call may throw <see cref="QueueUnavailableException"/>.</summary>
public interface IDeadLetters
{
    /// <summary>The newest first. Looks through a bounded number of them, so a page can have fewer than asked for, and still a next one.</summary>
    /// <param name="cause">Only those with this <see cref="DeadLetterCause"/>; null: all.</param>
    /// <param name="cursor">The last page's <see cref="DeadLetterPage.Next"/>; null, or one that is not valid: from the newest one on.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="ct">Stops between two reads.</param>
    Task<DeadLetterPage> PageAsync(string? cause, string? cursor, int limit, CancellationToken ct);

    /// <summary>How many there are of each cause, among the newest 20,000; the most frequent first. What was counted is kept until one comes or goes.</summary>
    Task<DeadLetterCauses> CausesAsync(CancellationToken ct);

    Task<long> CountAsync(CancellationToken ct);

    /// <summary>Null when there is no such dead letter, or the id is not valid.</summary>
    Task<DeadLetter?> FindAsync(string id, CancellationToken ct);

    /// <summary>Appends the event to its lane again, as a first attempt. Returns its new location; null when there is no such dead letter.</summary>
    Task<EntryLocation?> RetryAsync(string id, CancellationToken ct);

    /// <summary>Discards dead letters for good; returns how many of them there were.</summary>
    Task<int> DiscardAsync(IReadOnlyList<string> ids, CancellationToken ct);

    /// <summary>
    /// Discards all that arrived before a time, by Redis' clock, and returns how many. That may differ from
    /// <see cref="DeadLetter.FailedAtMs"/>, which is by the worker's clock.
    /// </summary>
    Task<long> CleanAsync(DateTimeOffset before, CancellationToken ct);
}

/// <summary>An entry that was given up, with its origin.</summary>
/// <param name="Id">Opaque; for retrying and discarding.</param>
/// <param name="EventId">Null when it could not be read.</param>
/// <param name="LeadId">Null when it could not be read.</param>
/// <param name="Reason">For people.</param>
/// <param name="Attempts">How often it was delivered.</param>
/// <param name="Origin">Its location in the ingest streams.</param>
/// <param name="FailedAtMs">Unix ms.</param>
/// <param name="Payload">As it was in the stream.</param>
public sealed record DeadLetter(
    string Id, string? EventId, string? LeadId, string Reason, int Attempts, EntryLocation Origin, long FailedAtMs, string Payload);

/// <summary>Dead letters, the newest first.</summary>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Letters, string? Next);

/// <param name="Causes">The most frequent first.</param>
/// <param name="Examined">How many dead letters were looked at, the newest ones.</param>
/// <param name="Total">How many there are.</param>
public sealed record DeadLetterCauses(IReadOnlyList<CauseCount> Causes, long Examined, long Total);

/// <summary>The dead letters of one <see cref="DeadLetterCause"/>.</summary>
/// <param name="Reason">That of the newest one, at most its first 120 characters.</param>
/// <param name="OldestMs">When the oldest of them arrived among the dead letters, Unix ms.</param>
/// <param name="NewestMs">When the newest of them did.</param>
public sealed record CauseCount(string Cause, string Reason, long Count, long OldestMs, long NewestMs);
