using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;

namespace LeadScoring.Core.Feed;

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

/// <summary>One entry of the change feed. Times are Unix ms here and ISO 8601 in the feed's JSON.</summary>
/// <param name="Id">The Redis stream id; resume after it.</param>
/// <param name="Kind">score, lead, deleted or rescored.</param>
public sealed record FeedEntry(
    string Id, string Kind, string LeadId, long PreviousScore, long Score, long Change,
    string? EventType, string? EventId, long TimestampMs, long ProcessedAtMs, long Version);

/// <param name="Entries">Oldest first.</param>
/// <param name="LastId">Where to go on.</param>
/// <param name="IsComplete">False when entries after the id asked for are no longer kept, or the feed began anew: whoever asked has missed something and reads the store again.</param>
public sealed record FeedPage(IReadOnlyList<FeedEntry> Entries, string LastId, bool IsComplete);
