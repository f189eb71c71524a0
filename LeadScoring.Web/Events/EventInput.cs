using System.Text.Json;

namespace LeadScoring.Web.Events;

/// <summary>What the API takes for an event.</summary>
public sealed record EventInput(string EventId, string EventType, string LeadId, DateTimeOffset? Timestamp, JsonElement? Metadata);
