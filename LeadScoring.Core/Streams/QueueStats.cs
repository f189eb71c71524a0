namespace LeadScoring.Core.Streams;

/// <param name="RatePerSecond">Events acknowledged per second over the last seconds, all workers.</param>
/// <param name="LagMs">Age of the oldest entry anywhere; 0 when nothing waits.</param>
public sealed record QueueStats(IReadOnlyList<PartitionStats> Partitions, double RatePerSecond, long LagMs)
{
    public long Waiting => Partitions.Sum(p => p.Waiting);

    public long Active => Partitions.Sum(p => p.Active);

    public long Delayed => Partitions.Sum(p => p.Delayed);

    public long Failed => Partitions.Sum(p => p.Failed);
}
