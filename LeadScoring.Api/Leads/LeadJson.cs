using System.Text.Json.Serialization;
using LeadScoring.Api.Http;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>A lead as the API shows it.</summary>
public sealed record LeadJson(
    string Id, string Name, string Email, string? Company, string Status, long CurrentScore, long Rank, long EventCount,
    DateTimeOffset? LastEventAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata)
{
    public static LeadJson Of(Lead lead) => new(
        lead.Id, lead.Name, lead.Email, lead.Company, LeadStatusNames.Of(lead.Status), lead.CurrentScore, lead.Rank,
        lead.EventCount, lead.LastEventAtMs.ToTime(), lead.CreatedAtMs.ToTime(), lead.UpdatedAtMs.ToTime(), lead.Metadata);
}
