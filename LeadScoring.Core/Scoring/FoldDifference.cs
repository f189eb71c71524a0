namespace LeadScoring.Core.Scoring;

/// <param name="What">score, events, lastEvent or checkpoints.</param>
public sealed record FoldDifference(string What, string Stored, string Expected);
