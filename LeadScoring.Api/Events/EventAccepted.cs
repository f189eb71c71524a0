namespace LeadScoring.Api.Events;

/// <summary>The event is queued.</summary>
/// <param name="JobId">The eventId.</param>
/// <param name="Queued">Always true.</param>
/// <param name="Message">For people.</param>
public sealed record EventAccepted(string JobId, bool Queued, string Message);
