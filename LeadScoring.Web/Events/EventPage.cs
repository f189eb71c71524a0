namespace LeadScoring.Web.Events;

public sealed record EventPage(IReadOnlyList<LeadEvent> Events, string? Next);
