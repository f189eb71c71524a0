using LeadScoring.Core.Streams;

namespace LeadScoring.Api.Queue;

/// <summary>The queue right now. waiting + active + delayed = 0 means that everything accepted is readable.</summary>
/// <param name="Completed">Events committed, ever.</param>
/// <param name="Failed">Dead letters.</param>
/// <param name="Delayed">Backing off after a failed attempt.</param>
/// <param name="LagMs">Age of the oldest entry, ms.</param>
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
