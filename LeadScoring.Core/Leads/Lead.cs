namespace LeadScoring.Core.Leads;

/// <summary>A lead with its current score. Times are Unix ms; <see cref="Rank"/> is 1 + the number of leads with a higher score.</summary>
public sealed record Lead(
    string Id, string Name, string Email, string? Company, LeadStatus Status, string? Metadata,
    long CurrentScore, long Rank, long EventCount, long? LastEventAtMs, long CreatedAtMs, long UpdatedAtMs, long Version);
