namespace LeadScoring.Web.Leads;

/// <summary>A lead as the API's leaderboard shows it.</summary>
public sealed record LeadRow(
    string Id, string Name, string Email, string? Company, string Status, long CurrentScore, long Rank, long EventCount,
    DateTimeOffset? LastEventAt);
