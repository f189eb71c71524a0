using LeadScoring.Contracts.Queue;

namespace LeadScoring.Web.Queue.Partitions;

/// <summary>One lane of one partition, with who works on it.</summary>
public sealed record PartitionRow(PartitionResponse Counts, LeaseResponse? Lease)
{
    private const int MaxWorkers = 64, MaxStopped = 8;
    private static readonly TimeSpan ShortTime = TimeSpan.FromMinutes(15);

    public long Pending => Counts.Waiting + Counts.Active + Counts.Delayed;

    public string Name => $"{Counts.Lane} {Counts.Partition}";

    /// <summary>How long the oldest entry has been waiting, in words: an age of seconds is more than the usual.</summary>
    public string Age => Counts.OldestAgeMs switch
    {
        null => "–",
        >= 5_000 => $"behind {Durations.Text(Counts.OldestAgeMs.Value)}",
        { } age => Durations.Text(age),
    };

    public bool IsBehind => Counts.OldestAgeMs >= 5_000;

    /// <summary>Workers that run, and those that stopped a short time ago: where names change with every start, a day has many. When none runs, the two that ran last.</summary>
    public static IReadOnlyList<WorkerResponse> Shown(IReadOnlyList<WorkerResponse> workers, DateTimeOffset now)
    {
        var running = workers.Where(w => w.Running).Take(MaxWorkers).ToList();
        var stopped = workers.Where(w => !w.Running).OrderByDescending(w => w.LastSeenAt).ToList();
        return [.. running, .. running.Count == 0 ? stopped.Take(2) : stopped.Where(w => now - w.LastSeenAt < ShortTime).Take(MaxStopped)];
    }

    /// <summary>Those that wait, the slowest first, and the others.</summary>
    public static (IReadOnlyList<PartitionRow> Busy, IReadOnlyList<PartitionRow> Empty) Of(QueueStatsResponse stats, QueueWorkersResponse workers)
    {
        var leases = workers.Partitions.ToDictionary(l => l.Partition);
        var rows = stats.Partitions.Select(p => new PartitionRow(p, leases.GetValueOrDefault(p.Partition))).ToLookup(r => r.Pending > 0);
        return (
            [.. rows[true].OrderByDescending(r => r.Counts.OldestAgeMs ?? 0).ThenByDescending(r => r.Pending)],
            [.. rows[false].OrderBy(r => r.Counts.Partition).ThenByDescending(r => r.Counts.Lane, StringComparer.Ordinal)]);
    }
}
