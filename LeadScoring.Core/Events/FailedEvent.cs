namespace LeadScoring.Core.Events;

/// <summary>An event that ended in the dead letters, kept so that its job can be looked up for ever.</summary>
public sealed record FailedEvent(string EventId, string LeadId, string Reason, int Attempts, long FailedAtMs, string? ImportId = null);
