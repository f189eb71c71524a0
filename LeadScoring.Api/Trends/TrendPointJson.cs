using LeadScoring.Api.Http;
using LeadScoring.Core.Trends;

namespace LeadScoring.Api.Trends;

/// <summary>A point of a trend: one event, or those of a bucket.</summary>
/// <param name="At">When its last event happened.</param>
/// <param name="Score">The score after it.</param>
/// <param name="Events">How many events it stands for.</param>
/// <param name="Late">How many of them were committed after a later event of the lead.</param>
public sealed record TrendPointJson(DateTimeOffset At, long Score, long Events, long Late)
{
    public static TrendPointJson Of(TrendPoint point) => new(point.AtMs.ToTime(), point.Score, point.Events, point.Late);
}
