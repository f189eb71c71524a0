using System.Text.Json;

namespace LeadScoring.Core.Events;

/// <summary>What is known of the eventId of an event that is not committed yet.</summary>
public enum KnownEvent
{
    /// <summary>Nothing: the eventId has not counted.</summary>
    Unknown,

    /// <summary>The event is committed.</summary>
    Same,

    /// <summary>A different event with this eventId is committed; see <see cref="EventConflict"/>.</summary>
    Different,

    /// <summary>An event with this eventId was committed, and its lead has been deleted since.</summary>
    LeadDeleted,
}

/// <summary>The fields of an event by which submissions of an eventId are compared.</summary>
public sealed record EventContent(string EventType, string LeadId, long TimestampMs, bool TimestampGiven, string? Metadata);

/// <summary>Whether a second submission of an eventId differs from the committed event.</summary>
public static class EventConflict
{
    /// <summary>True when type, lead, metadata (as JSON values) or time differ; a time that either submission left out never does.</summary>
    public static bool Differs(StoredEvent stored, IncomingEvent incoming) => Differs(stored.Content, incoming);

    /// <inheritdoc cref="Differs(StoredEvent, IncomingEvent)"/>
    public static bool Differs(EventContent stored, IncomingEvent incoming) =>
        stored.EventType != incoming.EventType
        || stored.LeadId != incoming.LeadId
        || (stored.TimestampGiven && incoming.TimestampGiven && stored.TimestampMs != incoming.TimestampMs)
        || !SameJson(stored.Metadata, incoming.Metadata);

    private static bool SameJson(string? left, string? right)
    {
        if (left == right) return true;
        if (left is null || right is null) return false;
        using var a = JsonDocument.Parse(left);
        using var b = JsonDocument.Parse(right);
        try
        {
            return JsonElement.DeepEquals(a.RootElement, b.RootElement);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException or InvalidOperationException)
        {
            // Valid JSON that .NET cannot compare: exponents beyond int (1e99999999999), half surrogates. The texts differ.
            return false;
        }
    }
}
