namespace LeadScoring.Core.Leads;

/// <summary>A lead with its current score. Times are Unix ms; <see cref="Rank"/> is 1 + the number of leads with a higher score.</summary>
public sealed record Lead(
    string Id, string Name, string Email, string? Company, LeadStatus Status, string? Metadata,
    long CurrentScore, long Rank, long EventCount, long? LastEventAtMs, long CreatedAtMs, long UpdatedAtMs, long Version);

/// <summary>Stored as a number: append only, never reorder.</summary>
public enum LeadStatus { New, Contacted, Qualified, Customer, Lost }

/// <summary>A validated lead about to be created. Metadata is a JSON object as text, or null.</summary>
public sealed record LeadDraft(string Name, string Email, string? Company, LeadStatus Status, string? Metadata);

/// <summary>The new lead; or null and the id of the lead that has the e-mail address already (case-insensitive).</summary>
public sealed record LeadCreation(Lead? Created, string? ExistingLeadId);

/// <summary>The lead as it is now; or null and the id of the other lead that has the e-mail address; or neither: no such lead.</summary>
public sealed record LeadUpdate(Lead? Updated, string? ExistingLeadId);
