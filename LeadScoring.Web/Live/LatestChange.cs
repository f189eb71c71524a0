namespace LeadScoring.Web.Live;

/// <summary>The event that last changed a lead's score, as the feed told it.</summary>
/// <param name="EventType">Null when several events, or a rule, did.</param>
public sealed record LatestChange(string? EventType, long Change, DateTimeOffset At);
