namespace LeadScoring.Web.Events;

/// <param name="Score">After it.</param>
/// <param name="Events">How many events it stands for.</param>
/// <param name="Late">How many of them came late.</param>
public sealed record TrendPoint(DateTimeOffset At, long Score, long Events, long Late);
