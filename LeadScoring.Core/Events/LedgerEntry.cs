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

/// <summary>Which end of a ledger its pages begin at. A line is the same in both orders.</summary>
public enum LedgerOrder { OldestFirst, NewestFirst }

/// <summary>A lead's score at a time, as known at a time.</summary>
/// <param name="Score">The score.</param>
/// <param name="Events">How many events make it up.</param>
/// <param name="Revision">The rule revision that they are scored at.</param>
/// <param name="Lines">A page of their ledger, in the order asked for.</param>
/// <param name="Next">Opaque cursor of the next page; null at the end.</param>
public sealed record ScoreAsOf(long Score, long Events, long Revision, IReadOnlyList<LedgerEntry> Lines, string? Next);
