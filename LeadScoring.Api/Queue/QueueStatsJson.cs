using LeadScoring.Core.Streams;

namespace LeadScoring.Api.Queue;

/// <summary>The queue right now. waiting + active + delayed = 0 means that everything accepted is readable.</summary>
/// <param name="Waiting">Not yet delivered to a worker.</param>
/// <param name="Active">Delivered and not yet committed.</param>
/// <param name="Completed">Events committed, ever.</param>
/// <param name="Failed">Dead letters.</param>
/// <param name="Delayed">Backing off after a failed attempt.</param>
/// <param name="Total">The sum of the five.</param>
/// <param name="RatePerSecond">Events finished per second, over the last seconds.</param>
/// <param name="LagMs">Age of the oldest entry, ms; 0 when nothing waits.</param>
/// <param name="Partitions">The same by lane and partition.</param>
public sealed record QueueStatsJson(
    long Waiting, long Active, long Completed, long Failed, long Delayed, long Total, double RatePerSecond, long LagMs,
    IReadOnlyList<PartitionJson> Partitions)
{
    public static QueueStatsJson Of(QueueStats s, long completed)
    {
        var (waiting, active, failed, delayed) = (s.Waiting, s.Active, s.Failed, s.Delayed);
        return new(
            waiting, active, completed, failed, delayed, waiting + active + completed + failed + delayed,
            Math.Round(s.RatePerSecond, 1), s.LagMs, [.. s.Partitions.Select(PartitionJson.Of)]);
    }
}
