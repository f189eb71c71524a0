using System.Text.Json;

namespace LeadScoring.Web.Leads;

/// <summary>What the API takes for a lead.</summary>
public sealed record LeadInput(string Name, string Email, string? Company, string Status, JsonElement? Metadata);
