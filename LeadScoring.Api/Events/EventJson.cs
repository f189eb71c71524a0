using System.Text.Json.Serialization;
using LeadScoring.Api.Http;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Events;

/// <summary>A committed event.</summary>
/// <param name="EventId">As sent.</param>
/// <param name="EventType">As sent.</param>
/// <param name="LeadId">Whose event it is.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Metadata">As sent.</param>
/// <param name="ProcessedAt">When it was committed.</param>
/// <param name="Late">A later event of the lead had been committed before it.</param>
public sealed record EventJson(
    string EventId, string EventType, string LeadId, DateTimeOffset Timestamp,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata, DateTimeOffset ProcessedAt, bool Late)
{
    public static EventJson Of(StoredEvent e) =>
        new(e.EventId, e.EventType, e.LeadId, e.TimestampMs.ToTime(), e.Metadata, e.ProcessedAtMs.ToTime(), e.Late);
}
