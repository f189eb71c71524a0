using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Demo;

/// <param name="UtcOffsetHours">Of the lead's office, where its events fall into business hours.</param>
/// <param name="Events">In the order in which they happened.</param>
/// <param name="Company">Where it works.</param>
internal sealed record DemoLead(LeadDraft Draft, int UtcOffsetHours, IReadOnlyList<DemoEvent> Events, Company Company);
