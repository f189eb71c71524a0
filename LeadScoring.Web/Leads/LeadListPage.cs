namespace LeadScoring.Web.Leads;

public sealed record LeadListPage(IReadOnlyList<LeadRow> Leads, long Total, bool TotalIsLowerBound, int Page, long Pages);
