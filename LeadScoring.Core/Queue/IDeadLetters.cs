namespace LeadScoring.Core.Queue;

/// <summary>Lists, retries and discards dead letters. Every call may throw <see cref="QueueUnavailableException"/>.</summary>
public interface IDeadLetters
{
    /// <summary>The newest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, CancellationToken ct);

    Task<long> CountAsync(CancellationToken ct);

    /// <summary>Null when there is no such dead letter, or the id is not valid.</summary>
    Task<DeadLetter?> FindAsync(string id, CancellationToken ct);

    /// <summary>Appends the event to its lane again, as a first attempt. Returns its new location; null when there is no such dead letter.</summary>
    Task<EntryLocation?> RetryAsync(string id, CancellationToken ct);

    /// <summary>False when there is no such dead letter.</summary>
    Task<bool> DiscardAsync(string id, CancellationToken ct);

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
