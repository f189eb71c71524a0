namespace LeadScoring.Api.Events;

public sealed record EventAccepted(string JobId, bool Queued, string Message);
