namespace LeadScoring.Web.Events;

public sealed record Contribution(string EventType, long Events, long Unscored, long Change, DateTimeOffset LastAt);
