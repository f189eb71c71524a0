namespace LeadScoring.Web.Events;

public sealed record LedgerPage(IReadOnlyList<LedgerLine> History, string? Next);
