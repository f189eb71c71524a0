namespace LeadScoring.Core.Scoring;

/// <summary>
/// An event's position in its lead's order: by time, then by the eventId's UTF-8 bytes. EventIds are ASCII, so ordinal
/// comparison of chars is comparison of bytes.
/// </summary>
public readonly record struct EventKey(long TimestampMs, string EventId) : IComparable<EventKey>
{
    /// <summary>Below every event.</summary>
    public static EventKey Lowest { get; } = new(long.MinValue, "");

    /// <summary>Below every event of that millisecond, above all earlier ones.</summary>
    public static EventKey Before(long timestampMs) => new(timestampMs, "");

    /// <summary>Above every event of that millisecond: eventIds are ASCII letters, digits and a few signs.</summary>
    public static EventKey After(long timestampMs) => new(timestampMs, "\u007f");

    /// <summary>The smallest key above this one; no event has it.</summary>
    public EventKey Successor => new(TimestampMs, EventId + '\0');

    public int CompareTo(EventKey other)
    {
        var byTime = TimestampMs.CompareTo(other.TimestampMs);
        return byTime != 0 ? byTime : string.CompareOrdinal(EventId, other.EventId);
    }

    public static bool operator <(EventKey left, EventKey right) => left.CompareTo(right) < 0;

    public static bool operator >(EventKey left, EventKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(EventKey left, EventKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EventKey left, EventKey right) => left.CompareTo(right) >= 0;
}
