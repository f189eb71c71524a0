namespace LeadScoring.Core.Streams;

/// <summary>What is in the streams right now. Throws <see cref="QueueUnavailableException"/>.</summary>
public interface IQueueMonitor
{
    Task<QueueStats> StatsAsync(CancellationToken ct);

    Task<EntryStatus> FindAsync(EntryLocation location, CancellationToken ct);

    /// <summary>Whether each place, and all that was appended to its partition before it, has left the queue.</summary>
    Task<bool> ArePassedAsync(IReadOnlyList<EntryLocation> places, CancellationToken ct);

    Task PingAsync(CancellationToken ct);
}
