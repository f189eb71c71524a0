namespace LeadScoring.Api.Queue;

/// <summary>The dead letter waits to be tried again.</summary>
/// <param name="JobId">The eventId; null when it cannot be read, and then there is no job to look up either.</param>
/// <param name="Queued">Always true.</param>
/// <param name="Message">For people.</param>
public sealed record RetryAccepted(string? JobId, bool Queued, string Message);
