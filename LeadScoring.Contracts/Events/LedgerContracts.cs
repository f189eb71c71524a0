using System.Text.Json.Serialization;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Events;

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
public sealed record LedgerRowResponse(
    DateTimeOffset Timestamp, string EventId, string EventType, int Points, long Change, long PreviousScore, long Score,
    int? RuleVersion, DateTimeOffset ProcessedAt, bool Late, bool Unscored,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata);

/// <summary>A page of a ledger.</summary>
/// <param name="History">In the order asked for.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record HistoryResponse(IReadOnlyList<LedgerRowResponse> History, string? Next);

/// <summary>A lead's score at a time, as known at a time, with the lines that make it up.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="At">Events up to this time; null: all.</param>
/// <param name="KnownAt">Only what was committed and published by this time; null: everything.</param>
/// <param name="Score">The score: the sum of the changes of all lines.</param>
/// <param name="EventCount">How many lines there are in all.</param>
/// <param name="History">A page of them, in the order asked for.</param>
/// <param name="Next">The next page's cursor; null at the end.</param>
public sealed record ScoreAsOfResponse(
    string LeadId, DateTimeOffset? At, DateTimeOffset? KnownAt, long Score, long EventCount, IReadOnlyList<LedgerRowResponse> History, string? Next);
