using LeadScoring.Core.Events;

namespace LeadScoring.Core.Streams;

/// <summary>The capped stream of changes that every screen follows. At-least-once; compare versions.</summary>
public interface IChangeFeed
{
    /// <summary>Appends one entry per change and wakes subscribers.</summary>
    Task AnnounceAsync(string kind, IReadOnlyList<LeadChange> changes, CancellationToken ct);

    /// <summary>Entries after <paramref name="afterId"/>, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<FeedEntry>> ReadAsync(string afterId, int limit, CancellationToken ct);
}
