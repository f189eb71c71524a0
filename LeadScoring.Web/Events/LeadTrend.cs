namespace LeadScoring.Web.Events;

/// <param name="Scores">At equally spaced times; the last is now.</param>
public sealed record LeadTrend(string LeadId, IReadOnlyList<long> Scores);
