namespace LeadScoring.Core.Leads;

/// <summary>A validated lead about to be created. Metadata is a JSON object as text, or null.</summary>
public sealed record LeadDraft(string Name, string Email, string? Company, LeadStatus Status, string? Metadata);
