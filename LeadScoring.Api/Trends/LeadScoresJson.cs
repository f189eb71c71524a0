namespace LeadScoring.Api.Trends;

/// <summary>One lead's scores at equally spaced times.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Scores">The score over the events up to each time; the last is the current score.</param>
public sealed record LeadScoresJson(string LeadId, IReadOnlyList<long> Scores);
