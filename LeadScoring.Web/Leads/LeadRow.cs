namespace LeadScoring.Web.Leads;

/// <summary>A lead as lists show it; equal when nothing that is shown differs.</summary>
public sealed record LeadRow(
    string Id, string Name, string Email, string? Company, string Status, long CurrentScore, long Rank, long EventCount,
    DateTimeOffset? LastEventAt, DateTimeOffset CreatedAt = default);
