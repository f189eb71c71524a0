using System.Text.Json.Serialization;
using LeadScoring.Api.Http;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Events;

/// <summary>A committed event as the API shows it.</summary>
public sealed record EventJson(
    string EventId, string EventType, string LeadId, DateTimeOffset Timestamp,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata, DateTimeOffset ProcessedAt, bool Late)
{
    public static EventJson Of(StoredEvent e) =>
        new(e.EventId, e.EventType, e.LeadId, e.TimestampMs.ToTime(), e.Metadata, e.ProcessedAtMs.ToTime(), e.Late);
}
