namespace LeadScoring.Core.Jobs;

/// <summary>Something that was kept with a lead and did not follow from its events. It was mended.</summary>
/// <param name="LeadId">The lead; null for what is kept about all of them.</param>
/// <param name="What">score, events, lastEvent, checkpoints or ranks.</param>
/// <param name="Stored">As it was.</param>
/// <param name="Expected">As the events say, and as it is now.</param>
public sealed record LeadDifference(string? LeadId, string What, string Stored, string Expected);
