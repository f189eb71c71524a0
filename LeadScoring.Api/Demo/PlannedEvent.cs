namespace LeadScoring.Api.Demo;

internal sealed record PlannedEvent(Moment When, string EventType, string Metadata);
