namespace LeadScoring.Core.Trends;

/// <param name="AtMs">When the last of its events happened.</param>
/// <param name="Score">The score after it.</param>
/// <param name="Events">How many events it stands for.</param>
/// <param name="Late">How many of them were committed after a later one.</param>
public sealed record TrendPoint(long AtMs, long Score, long Events, long Late);
