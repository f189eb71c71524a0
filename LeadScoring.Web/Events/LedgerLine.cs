using System.Text.Json;

namespace LeadScoring.Web.Events;

/// <summary>One line of a lead's ledger.</summary>
public sealed record LedgerLine(
    DateTimeOffset Timestamp, string EventId, string EventType, int Points, long Change, long PreviousScore, long Score,
    int? RuleVersion, DateTimeOffset ProcessedAt, bool Late, bool Unscored, JsonElement? Metadata);
