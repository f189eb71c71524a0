using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Demo;

/// <param name="UtcOffsetHours">Of the lead's office, where its events fall into business hours.</param>
/// <param name="Events">In the order in which they happened.</param>
/// <param name="Company">Where it works.</param>
internal sealed record DemoLead(LeadDraft Draft, int UtcOffsetHours, IReadOnlyList<DemoEvent> Events, Company Company);

/// <summary>A lead whose story has no dates yet.</summary>
internal sealed record PlannedLead(int Ordinal, LeadDraft Draft, Company Company, IReadOnlyList<PlannedEvent> Events)
{
    public DemoLead At(DemoCalendar calendar)
    {
        var offset = Company.Market.UtcOffsetHours;
        return new(Draft, offset, [.. Events.Select((e, i) => new DemoEvent($"demo:{Ordinal:000}:{i:000}", e.EventType, calendar.At(e.When, offset), e.Metadata))], Company);
    }
}
