namespace LeadScoring.Core.Events;

/// <summary>What a commit did to one lead: the content of its announcement on the change feed.</summary>
/// <param name="EventId">The last event in arrival order that caused it; null for a rescore.</param>
/// <param name="TimestampMs">That event's time, Unix ms.</param>
/// <param name="ProcessedAtMs">Commit time, Unix ms.</param>
/// <param name="Version">The lead's commit counter: subscribers ignore what is not newer.</param>
public sealed record LeadChange(
    string LeadId, long PreviousScore, long Score, long Version,
    string? EventId, string? EventType, long TimestampMs, long ProcessedAtMs);
