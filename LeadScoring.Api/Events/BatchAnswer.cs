namespace LeadScoring.Api.Events;

/// <summary>What became of a batch.</summary>
/// <param name="Queued">How many events are queued.</param>
/// <param name="Rejected">Those that are not valid.</param>
/// <param name="JobIds">The eventIds that are queued, in order.</param>
public sealed record BatchAnswer(int Queued, IReadOnlyList<RejectedEvent> Rejected, IReadOnlyList<string> JobIds);
