namespace LeadScoring.Core.Queue;

/// <summary>What is in the streams right now. Throws <see cref="QueueUnavailableException"/>.</summary>
public interface IQueueMonitor
{
    Task<QueueStats> StatsAsync(CancellationToken ct);

    /// <summary>The workers of the last day, and who works on which partition.</summary>
    Task<QueueWorkers> WorkersAsync(CancellationToken ct);

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

/// <param name="Workers">Those that run first, then by name.</param>
/// <param name="Leases">One per partition.</param>
public sealed record QueueWorkers(IReadOnlyList<WorkerState> Workers, IReadOnlyList<LeaseState> Leases);

/// <param name="IsRunning">It has reported in the last ten seconds and has not said that it stops.</param>
/// <param name="SeenAtMs">Its last report, Unix ms.</param>
/// <param name="RatePerSecond">Events that it finished per second, as it reported last.</param>
/// <param name="Partitions">How many it held then.</param>
public sealed record WorkerState(string Name, bool IsRunning, long SeenAtMs, double RatePerSecond, int Partitions);

/// <param name="Worker">Who holds it; null: nobody.</param>
/// <param name="RemainingMs">Until it ends unless it is renewed; null: nobody holds it.</param>
public sealed record LeaseState(int Partition, string? Worker, long? RemainingMs);
