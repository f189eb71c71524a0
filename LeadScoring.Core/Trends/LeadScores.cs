namespace LeadScoring.Core.Trends;

/// <param name="LeadId">The lead.</param>
/// <param name="Scores">Its score at the times asked for, in their order.</param>
public sealed record LeadScores(string LeadId, IReadOnlyList<long> Scores);
