using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using LeadScoring.Api.Http.OpenApi;

namespace LeadScoring.Api.Leads;

// Only describes the body; LeadReader reads and checks it.

/// <summary>A lead as a client sends it.</summary>
/// <param name="Name">The person's name.</param>
/// <param name="Email">Unique among leads, whatever its case.</param>
/// <param name="Company">Left out: none.</param>
/// <param name="Status">Left out: new.</param>
/// <param name="Metadata">A JSON object of your own, at most 32 KB.</param>
public sealed record LeadRequest(
    [property: MaxLength(200)] string Name,
    [property: MaxLength(EmailAddress.MaxLength)] string Email,
    [property: MaxLength(200)] string? Company = null,
    [property: OneOf("new", "contacted", "qualified", "customer", "lost")] string? Status = null,
    JsonElement? Metadata = null);
