namespace LeadScoring.Core.Leads;

/// <summary>The lead as it is now; or null and the id of the other lead that has the e-mail address; or neither: no such lead.</summary>
public sealed record LeadUpdate(Lead? Updated, string? ExistingLeadId);
