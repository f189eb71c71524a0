using System.Globalization;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;

namespace LeadScoring.Core.Feed;

/// <summary>
/// The change feed: a capped stream. It is at-least-once; subscribers ignore versions that are not newer. Calls throw
/// <see cref="QueueUnavailableException"/> unless documented otherwise.
/// </summary>
public interface IChangeFeed
{
    /// <summary>Appends one entry per change and notifies subscribers.</summary>
    Task AnnounceAsync(string kind, IReadOnlyList<LeadChange> changes, CancellationToken ct);

    /// <summary>Entries after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<FeedPage> ReadAsync(string afterId, int limit, CancellationToken ct);

    /// <summary>The newest entry's id; <c>0-0</c> when there was never one. A store read after this call has all changes up to it.</summary>
    Task<string> NewestIdAsync(CancellationToken ct);

    /// <summary>Calls back when something was announced, until cancelled. Notifications can be lost, so poll as well. Throws only when cancelled.</summary>
    Task ListenAsync(Action announced, CancellationToken ct);
}

/// <summary>One entry of the change feed. Times are Unix ms here and ISO 8601 in the feed's JSON.</summary>
/// <param name="Id">The Redis stream id; resume after it.</param>
/// <param name="Kind">One of <see cref="ChangeKinds"/>.</param>
public sealed record FeedEntry(
    string Id, string Kind, string LeadId, long PreviousScore, long Score, long Change,
    string? EventType, string? EventId, long TimestampMs, long ProcessedAtMs, long Version)
{
    /// <summary>When the earliest of the events that caused the change happened: several that are committed together are one entry, which names the last of them.</summary>
    public long EarliestMs { get; init; } = TimestampMs;
}

/// <param name="Entries">Oldest first.</param>
/// <param name="LastId">The id to read after next.</param>
/// <param name="IsComplete">False when entries after the given id have been dropped, or the feed was reset: the subscriber must reload from the store.</param>
public sealed record FeedPage(IReadOnlyList<FeedEntry> Entries, string LastId, bool IsComplete);

/// <summary>The id of a feed entry, <c>ms-seq</c>, as Redis compares it.</summary>
public readonly record struct FeedId(ulong Ms, ulong Seq) : IComparable<FeedId>
{
    public static bool operator <(FeedId a, FeedId b) => a.CompareTo(b) < 0;

    public static bool operator >(FeedId a, FeedId b) => a.CompareTo(b) > 0;

    public static bool operator <=(FeedId a, FeedId b) => a.CompareTo(b) <= 0;

    public static bool operator >=(FeedId a, FeedId b) => a.CompareTo(b) >= 0;

    public static bool TryParse(string? text, out FeedId id)
    {
        id = default;
        if (text is null) return false;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (!TryNumber(dash < 0 ? text : text.AsSpan(0, dash), out var ms)) return false;
        var seq = 0UL;
        if (dash >= 0 && !TryNumber(text.AsSpan(dash + 1), out seq)) return false;
        id = new FeedId(ms, seq);
        return true;
    }

    /// <exception cref="FormatException">Not an id.</exception>
    public static FeedId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" is not an id of the feed.");

    public int CompareTo(FeedId other) => Ms != other.Ms ? Ms.CompareTo(other.Ms) : Seq.CompareTo(other.Seq);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ms}-{Seq}");

    private static bool TryNumber(ReadOnlySpan<char> text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>The kinds of feed entries, as they are spelt in Redis and in the API.</summary>
public static class ChangeKinds
{
    /// <summary>Events changed the score.</summary>
    public const string Score = "score";

    /// <summary>The lead was created or replaced.</summary>
    public const string Lead = "lead";

    public const string Deleted = "deleted";

    /// <summary>A rescore or a replay changed the score.</summary>
    public const string Rescored = "rescored";
}
