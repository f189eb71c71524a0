using System.Text.Json.Serialization;
using LeadScoring.Api.Http;
using LeadScoring.Core.Streams;

namespace LeadScoring.Api.ScoreStream;

/// <summary>One change of a lead, as the stream tells it.</summary>
/// <param name="Kind">lead: created or replaced.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="PreviousScore">Its score before.</param>
/// <param name="Score">Its score now.</param>
/// <param name="Change">The difference.</param>
/// <param name="EventType">The event that caused it; left out when none did.</param>
/// <param name="EventId">Left out likewise.</param>
/// <param name="Timestamp">When that event happened.</param>
/// <param name="ProcessedAt">When the change was committed.</param>
/// <param name="Version">Counts the lead's changes: ignore what is not newer than what you know.</param>
public sealed record ChangeJson(
    string Kind, string LeadId, long PreviousScore, long Score, long Change,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? EventType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? EventId,
    DateTimeOffset Timestamp, DateTimeOffset ProcessedAt, long Version)
{
    public static ChangeJson Of(FeedEntry entry) => new(
        entry.Kind, entry.LeadId, entry.PreviousScore, entry.Score, entry.Change, entry.EventType, entry.EventId,
        entry.TimestampMs.ToTime(), entry.ProcessedAtMs.ToTime(), entry.Version);
}
