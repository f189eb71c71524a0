namespace LeadScoring.Web.Events;

/// <summary>A lead's score over time.</summary>
/// <param name="StartScore">Before the first point.</param>
/// <param name="Exact">One point per event; otherwise points stand for several.</param>
/// <param name="MinScore">No score goes below it.</param>
/// <param name="MaxScore">No score goes above it.</param>
public sealed record Trend(
    DateTimeOffset From, DateTimeOffset To, long StartScore, bool Exact, IReadOnlyList<TrendPoint> Points, long? MinScore = null, long? MaxScore = null);
