namespace LeadScoring.Core.Streams;

/// <summary>One entry of the change feed. Times are Unix ms here and ISO 8601 in the feed's JSON.</summary>
/// <param name="Id">The Redis stream id; resume after it.</param>
/// <param name="Kind">score, lead, deleted or rescored.</param>
public sealed record FeedEntry(
    string Id, string Kind, string LeadId, long PreviousScore, long Score, long Change,
    string? EventType, string? EventId, long TimestampMs, long ProcessedAtMs, long Version);
