using System.Text.Json;

namespace LeadScoring.Web.Events;

public sealed record LeadEvent(string EventId, string EventType, DateTimeOffset Timestamp, JsonElement? Metadata, DateTimeOffset ProcessedAt, bool Late);
