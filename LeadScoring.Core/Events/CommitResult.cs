using System.Text.Json;

namespace LeadScoring.Core.Events;

/// <param name="Outcomes">One per event, in the order given.</param>
/// <param name="Changes">One per existing lead touched, leads of duplicates included: their announcement may have been lost.</param>
public sealed record CommitResult(IReadOnlyList<EventOutcome> Outcomes, IReadOnlyList<LeadChange> Changes);

/// <summary>What committing did with one event.</summary>
/// <param name="Conflict">A duplicate whose submitted fields differ from the stored event's.</param>
/// <param name="PreviousScore">The lead's current score before.</param>
/// <param name="Score">The lead's current score after.</param>
/// <param name="Late">A later-ordered event of the lead had been committed in an earlier commit.</param>
/// <param name="Unscored">No active rule applies to it.</param>
/// <param name="Redelivered">It was committed by an earlier delivery; scores are the ones recorded then.</param>
public sealed record EventOutcome(
    string EventId, string LeadId, EventStatus Status, bool Conflict,
    long PreviousScore, long Score, bool Late, bool Unscored, bool Redelivered = false)
{
    public long Change => Score - PreviousScore;
}

public enum EventStatus
{
    /// <summary>Counted by this commit, or by an earlier delivery of the same submission.</summary>
    Committed,

    /// <summary>Another submission of the same eventId was counted before; nothing changed.</summary>
    Duplicate,

    /// <summary>No such lead; nothing was stored.</summary>
    LeadUnknown,

    /// <summary>The lead was deleted; nothing was stored.</summary>
    LeadDeleted,
}

/// <summary>What a commit did to one lead: the content of its announcement on the change feed.</summary>
/// <param name="EventId">The last event in arrival order that caused it; null for a rescore.</param>
/// <param name="TimestampMs">That event's time, Unix ms.</param>
/// <param name="ProcessedAtMs">Commit time, Unix ms.</param>
/// <param name="Version">The lead's commit counter: subscribers ignore what is not newer.</param>
public sealed record LeadChange(
    string LeadId, long PreviousScore, long Score, long Version,
    string? EventId, string? EventType, long TimestampMs, long ProcessedAtMs);

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
