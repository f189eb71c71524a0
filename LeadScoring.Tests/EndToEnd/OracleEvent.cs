namespace LeadScoring.Tests.EndToEnd;

/// <summary>An event as a client sends it.</summary>
public sealed record OracleEvent(string EventId, string EventType, string LeadId, DateTimeOffset Timestamp);
