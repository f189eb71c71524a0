using LeadScoring.Core.Scoring;

namespace LeadScoring.Core.Trends;

/// <summary>How a lead's score went from one time to another, both inclusive. Times are Unix ms.</summary>
/// <param name="FromMs">Where it begins.</param>
/// <param name="ToMs">Where it ends.</param>
/// <param name="StartScore">The score over the events before <paramref name="FromMs"/>.</param>
/// <param name="IsExact">A point per event; otherwise one per bucket that holds events (<see cref="TimeBuckets"/>).</param>
/// <param name="Points">In the order of time.</param>
/// <param name="Bounds">What the scores are clamped to.</param>
public sealed record LeadTrend(long FromMs, long ToMs, long StartScore, bool IsExact, IReadOnlyList<TrendPoint> Points, ScoreBounds Bounds);
