namespace LeadScoring.Core.Streams;

/// <summary>What gave up, and what people can do about it. Throws <see cref="QueueUnavailableException"/>.</summary>
public interface IDeadLetters
{
    /// <summary>The newest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, CancellationToken ct);

    /// <summary>Back to the end of its lane, as a first attempt. False when there is no such dead letter (any more).</summary>
    Task<bool> RetryAsync(string id, CancellationToken ct);

    /// <summary>False when there is no such dead letter (any more).</summary>
    Task<bool> DiscardAsync(string id, CancellationToken ct);
}
