namespace LeadScoring.Core.Events;

/// <summary>A lead's score at a time, as known at a time.</summary>
/// <param name="Score">The score.</param>
/// <param name="Events">How many events make it up.</param>
/// <param name="Revision">The rule revision that they are scored at.</param>
/// <param name="Lines">A page of their ledger, in the order asked for.</param>
/// <param name="Next">Opaque cursor of the next page; null at the end.</param>
public sealed record ScoreAsOf(long Score, long Events, long Revision, IReadOnlyList<LedgerEntry> Lines, string? Next);
