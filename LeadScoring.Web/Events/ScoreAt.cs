namespace LeadScoring.Web.Events;

/// <summary>A lead's score as of a time, with a page of the lines that make it up.</summary>
public sealed record ScoreAt(DateTimeOffset? At, DateTimeOffset? KnownAt, long Score, long EventCount, IReadOnlyList<LedgerLine> History, string? Next);
