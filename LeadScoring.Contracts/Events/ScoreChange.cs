using System.Text.Json.Serialization;

namespace LeadScoring.Contracts.Events;

/// <summary>One change of a lead, as the stream sends it.</summary>
/// <param name="Kind">score: by events; lead: created or replaced; deleted; rescored: by a rescore or a replay.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="PreviousScore">Its score before.</param>
/// <param name="Score">Its score now.</param>
/// <param name="Change">The difference.</param>
/// <param name="EventType">The event that caused it; left out when none did.</param>
/// <param name="EventId">Left out likewise.</param>
/// <param name="Timestamp">When that event happened.</param>
/// <param name="ProcessedAt">When the change was committed.</param>
/// <param name="Version">Counts the lead's changes: ignore what is not newer than what you know.</param>
public sealed record ScoreChange(
    string Kind, string LeadId, long PreviousScore, long Score, long Change,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? EventType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? EventId,
    DateTimeOffset Timestamp, DateTimeOffset ProcessedAt, long Version);
