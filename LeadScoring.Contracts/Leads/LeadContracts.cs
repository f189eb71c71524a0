using System.Text.Json.Serialization;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Leads;

/// <summary>A lead as the API shows it.</summary>
/// <param name="Id">Given out by the server; opaque.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Email">Unique among leads, whatever its case and however its domain is written (xn-- or not).</param>
/// <param name="Company">Null when not known.</param>
/// <param name="Status">Where it is in the sales process.</param>
/// <param name="CurrentScore">Points of all its events, in order of time, clamped to the bounds at each step.</param>
/// <param name="Rank">1 + the number of leads with a higher score.</param>
/// <param name="EventCount">Events that count.</param>
/// <param name="LastEventAt">When its newest event happened; null without events.</param>
/// <param name="CreatedAt">When the lead was created here.</param>
/// <param name="UpdatedAt">When its fields last changed; events do not change it.</param>
/// <param name="Metadata">A JSON object of the client's own, as sent.</param>
public sealed record LeadResponse(
    string Id, string Name, string Email, string? Company,
    [property: OneOf("new", "contacted", "qualified", "customer", "lost")] string Status, long CurrentScore, long Rank, long EventCount,
    DateTimeOffset? LastEventAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata);

/// <summary>A page of leads.</summary>
/// <param name="Leads">In the order asked for.</param>
/// <param name="Total">All leads that match.</param>
/// <param name="TotalIsLowerBound">There are more; they were not counted.</param>
/// <param name="Page">Which page this is, from 1.</param>
/// <param name="Pages">How many pages can be reached.</param>
public sealed record LeadPageResponse(IReadOnlyList<LeadResponse> Leads, long Total, bool TotalIsLowerBound, int Page, long Pages);

/// <summary>A lead as a client sends it.</summary>
/// <param name="Name">The person's name.</param>
/// <param name="Email">Unique among leads, whatever its case and however its domain is written (xn-- or not).</param>
/// <param name="Company">Left out: none.</param>
/// <param name="Status">Left out: new.</param>
/// <param name="Metadata">A JSON object of your own, at most 32 KB.</param>
public sealed record LeadRequest(
    [property: Text(LeadRequest.MaxNameLength)] string Name,
    [property: EmailAddressLike] string Email,
    [property: Text(LeadRequest.MaxNameLength, Optional = true)] string? Company = null,
    [property: OneOf("new", "contacted", "qualified", "customer", "lost")] string? Status = null,
    [property: JsonConverter(typeof(RawJsonConverter)), JsonObject(LeadRequest.MaxMetadataBytes)] string? Metadata = null)
{
    /// <summary>Also of a company.</summary>
    public const int MaxNameLength = 200;
    public const int MaxMetadataBytes = 32 * 1024;
}
