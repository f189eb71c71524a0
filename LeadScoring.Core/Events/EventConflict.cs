using System.Text.Json;

namespace LeadScoring.Core.Events;

/// <summary>Whether a second submission of an eventId differs from the committed event.</summary>
public static class EventConflict
{
    /// <summary>True when type, lead, metadata (as JSON values) or time differ; a time that either submission left out never does.</summary>
    public static bool Differs(StoredEvent stored, IncomingEvent incoming) =>
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
