namespace LeadScoring.Api.Demo;

/// <summary>Something that a demo lead did. Its id is <c>demo:{lead ordinal}:{event ordinal}</c>, the same in every loading.</summary>
internal sealed record DemoEvent(string EventId, string EventType, long TimestampMs, string Metadata);
