using System.Text.Json.Serialization;
using LeadScoring.Api.Http;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Events;

/// <summary>One line of a lead's ledger: what one event did to its score.</summary>
/// <param name="Timestamp">When the event happened.</param>
/// <param name="EventId">Which event.</param>
/// <param name="EventType">Its type.</param>
/// <param name="Points">What the rule says it is worth.</param>
/// <param name="Change">What it changed, after the clamp to the bounds.</param>
/// <param name="PreviousScore">The score before it.</param>
/// <param name="Score">The score after it.</param>
/// <param name="RuleVersion">The version of the type's rule that was in effect; null when there was none.</param>
/// <param name="ProcessedAt">When it was committed.</param>
/// <param name="Late">A later event of the lead had been committed before it.</param>
/// <param name="Unscored">No active rule was in effect: 0 points.</param>
/// <param name="Metadata">The event's, as sent; null when none was.</param>
public sealed record LedgerRowJson(
    DateTimeOffset Timestamp, string EventId, string EventType, int Points, long Change, long PreviousScore, long Score,
    int? RuleVersion, DateTimeOffset ProcessedAt, bool Late, bool Unscored,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata)
{
    public static LedgerRowJson Of(LedgerEntry e) => new(
        e.TimestampMs.ToTime(), e.EventId, e.EventType, e.Points, e.Change, e.PreviousScore, e.Score, e.RuleVersion,
        e.ProcessedAtMs.ToTime(), e.Late, e.Unscored, e.Metadata);
}
