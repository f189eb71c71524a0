using LeadScoring.Core.Events;

namespace LeadScoring.Core.Streams;

/// <summary>
/// The capped stream of changes that every screen follows. At-least-once; compare versions. Throws
/// <see cref="QueueUnavailableException"/>, except where it says otherwise.
/// </summary>
public interface IChangeFeed
{
    /// <summary>Appends one entry per change and wakes subscribers.</summary>
    Task AnnounceAsync(string kind, IReadOnlyList<LeadChange> changes, CancellationToken ct);

    /// <summary>Entries after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<FeedPage> ReadAsync(string afterId, int limit, CancellationToken ct);

    /// <summary>The newest entry's id, <c>0-0</c> when there was never one: whoever asks, and then reads the store, misses nothing after it.</summary>
    Task<string> NewestIdAsync(CancellationToken ct);

    /// <summary>Calls back when something was announced, until cancelled. Best effort, so look once a second as well; never throws but for the cancellation.</summary>
    Task ListenAsync(Action announced, CancellationToken ct);
}
