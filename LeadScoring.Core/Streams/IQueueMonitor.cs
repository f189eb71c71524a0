namespace LeadScoring.Core.Streams;

/// <summary>What is in the streams right now. Throws <see cref="QueueUnavailableException"/>.</summary>
public interface IQueueMonitor
{
    Task<QueueStats> StatsAsync(CancellationToken ct);

    Task<EntryStatus> FindAsync(EntryLocation location, CancellationToken ct);

    Task PingAsync(CancellationToken ct);
}
