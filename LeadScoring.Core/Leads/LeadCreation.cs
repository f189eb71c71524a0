namespace LeadScoring.Core.Leads;

/// <summary>The new lead; or null and the id of the lead that has the e-mail address already (case-insensitive).</summary>
public sealed record LeadCreation(Lead? Created, string? ExistingLeadId);
