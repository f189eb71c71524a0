using System.Text.Json;

namespace LeadScoring.Web.Leads;

/// <summary>A lead with everything that was told about it.</summary>
public sealed record LeadDetails(
    string Id, string Name, string Email, string? Company, string Status, long CurrentScore, long Rank, long EventCount,
    DateTimeOffset? LastEventAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, JsonElement? Metadata);
