using System.Text.Json;

namespace LeadScoring.Api.Leads;

/// <summary>The body of POST /api/leads, as the OpenAPI document describes it; <see cref="LeadReader"/> reads it.</summary>
public sealed record LeadRequest(string Name, string Email, string? Company = null, string? Status = null, JsonElement? Metadata = null);
