namespace LeadScoring.Core.Events;

/// <summary>
/// One line of a lead's ledger. <see cref="Change"/> is after the clamp, so the changes of all lines sum to the
/// lead's current score. Points, change and scores are derived from the rules, never stored per line.
/// </summary>
/// <param name="RuleVersion">The rule version that scored it (also when inactive); null when there is none.</param>
/// <param name="Metadata">A JSON object as text; null when none was sent.</param>
public sealed record LedgerEntry(
    long TimestampMs, string EventId, string EventType, int Points, long Change, long PreviousScore, long Score,
    int? RuleVersion, bool Unscored, long ProcessedAtMs, bool Late, string? Metadata);
