namespace LeadScoring.Core.Queue;

/// <summary>What gave up, and what people can do about it. Throws <see cref="QueueUnavailableException"/>.</summary>
public interface IDeadLetters
{
    /// <summary>The newest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, CancellationToken ct);

    Task<long> CountAsync(CancellationToken ct);

    /// <summary>Null when there is no such dead letter (any more), or it is no id at all.</summary>
    Task<DeadLetter?> FindAsync(string id, CancellationToken ct);

    /// <summary>Back to the end of its lane, as a first attempt: where it waits now. Null when there is no such dead letter (any more).</summary>
    Task<EntryLocation?> RetryAsync(string id, CancellationToken ct);

    /// <summary>False when there is no such dead letter (any more).</summary>
    Task<bool> DiscardAsync(string id, CancellationToken ct);

    /// <summary>
    /// Discards all that came before a time, and tells how many those were. What counts is when a dead letter arrived by the
    /// queue's clock: that is its <see cref="DeadLetter.FailedAtMs"/>, but for what the worker's clock is off and the moment between.
    /// </summary>
    Task<long> CleanAsync(DateTimeOffset before, CancellationToken ct);
}

/// <summary>An entry that gave up, with where it came from.</summary>
/// <param name="Id">Opaque; for retrying and discarding.</param>
/// <param name="EventId">Null when it could not be read.</param>
/// <param name="LeadId">Null when it could not be read.</param>
/// <param name="Reason">For people.</param>
/// <param name="Attempts">How often it was delivered.</param>
/// <param name="Origin">Where it waited before.</param>
/// <param name="FailedAtMs">Unix ms.</param>
/// <param name="Payload">As it was in the stream.</param>
public sealed record DeadLetter(
    string Id, string? EventId, string? LeadId, string Reason, int Attempts, EntryLocation Origin, long FailedAtMs, string Payload);
