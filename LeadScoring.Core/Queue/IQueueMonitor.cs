namespace LeadScoring.Core.Queue;

/// <summary>What is in the streams right now. Throws <see cref="QueueUnavailableException"/>.</summary>
public interface IQueueMonitor
{
    Task<QueueStats> StatsAsync(CancellationToken ct);

    Task<EntryStatus> FindAsync(EntryLocation location, CancellationToken ct);

    /// <summary>Whether each of the entries, and all that were appended to its partition before it, have left the queue.</summary>
    Task<bool> ArePassedAsync(IReadOnlyList<EntryLocation> positions, CancellationToken ct);

    Task PingAsync(CancellationToken ct);
}

/// <param name="RatePerSecond">Events acknowledged per second over the last seconds, all workers.</param>
/// <param name="LagMs">Age of the oldest entry anywhere; 0 when nothing waits.</param>
public sealed record QueueStats(IReadOnlyList<PartitionStats> Partitions, double RatePerSecond, long LagMs)
{
    public long Waiting => Partitions.Sum(p => p.Waiting);

    public long Active => Partitions.Sum(p => p.Active);

    public long Delayed => Partitions.Sum(p => p.Delayed);

    public long Failed => Partitions.Sum(p => p.Failed);
}

/// <param name="Waiting">Entries not yet delivered to a worker.</param>
/// <param name="Active">Delivered, not acknowledged, not backing off.</param>
/// <param name="Delayed">Backing off after a failed attempt.</param>
/// <param name="Failed">Dead letters of this lane and partition.</param>
/// <param name="OldestAgeMs">Age of the oldest entry still here, ms; null when empty.</param>
public sealed record PartitionStats(
    Lane Lane, int Partition, long Waiting, long Active, long Delayed, long Failed, long? OldestAgeMs);

/// <param name="Attempts">How often it was delivered so far.</param>
public sealed record EntryStatus(EntryState State, int Attempts, string? EventId, string? LeadId);

/// <summary>Where a queued entry is; Gone: acknowledged, so the store or the dead letters know it.</summary>
public enum EntryState { Gone, Waiting, Active, Delayed }
