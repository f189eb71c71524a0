namespace LeadScoring.Web.Events;

public sealed record LeadTrends(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<LeadTrend> Trends);
