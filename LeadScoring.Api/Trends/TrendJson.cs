using LeadScoring.Api.Http;
using LeadScoring.Core.Trends;

namespace LeadScoring.Api.Trends;

/// <summary>How a lead's score went over time.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="From">Where it begins, inclusive.</param>
/// <param name="To">Where it ends, inclusive.</param>
/// <param name="StartScore">The score over the events before `from`.</param>
/// <param name="Exact">A point per event; otherwise a point for each of some buckets of equal width that holds events.</param>
/// <param name="Points">In the order of time.</param>
/// <param name="MinScore">No score goes below it.</param>
/// <param name="MaxScore">No score goes above it.</param>
public sealed record TrendJson(
    string LeadId, DateTimeOffset From, DateTimeOffset To, long StartScore, bool Exact, IReadOnlyList<TrendPointJson> Points,
    long MinScore, long MaxScore)
{
    public static TrendJson Of(string leadId, LeadTrend trend) => new(
        leadId, trend.FromMs.ToTime(), trend.ToMs.ToTime(), trend.StartScore, trend.IsExact, [.. trend.Points.Select(TrendPointJson.Of)],
        trend.Bounds.Min, trend.Bounds.Max);
}
