using System.Text.Json.Serialization;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>A lead as the API shows it.</summary>
/// <param name="Id">Given out by the server; opaque.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Email">Unique among leads, whatever its case.</param>
/// <param name="Company">Null when not known.</param>
/// <param name="Status">Where it is in the sales process.</param>
/// <param name="CurrentScore">Points of all its events, in order of time, clamped to the bounds at each step.</param>
/// <param name="Rank">1 + the number of leads with a higher score.</param>
/// <param name="EventCount">Events that count.</param>
/// <param name="LastEventAt">When its newest event happened; null without events.</param>
/// <param name="CreatedAt">When the lead was created here.</param>
/// <param name="UpdatedAt">When its fields last changed; events do not change it.</param>
/// <param name="Metadata">A JSON object of the client's own, as sent.</param>
public sealed record LeadJson(
    string Id, string Name, string Email, string? Company,
    [property: OneOf("new", "contacted", "qualified", "customer", "lost")] string Status, long CurrentScore, long Rank, long EventCount,
    DateTimeOffset? LastEventAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata)
{
    public static LeadJson Of(Lead lead) => new(
        lead.Id, lead.Name, lead.Email, lead.Company, LeadStatusNames.Of(lead.Status), lead.CurrentScore, lead.Rank,
        lead.EventCount, lead.LastEventAtMs.ToTime(), lead.CreatedAtMs.ToTime(), lead.UpdatedAtMs.ToTime(), lead.Metadata);
}
