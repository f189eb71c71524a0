namespace LeadScoring.Api.Events;

public sealed record BatchAnswer(int Queued, IReadOnlyList<RejectedEvent> Rejected, IReadOnlyList<string> JobIds);
