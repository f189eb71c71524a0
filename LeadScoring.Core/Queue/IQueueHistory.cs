namespace LeadScoring.Core.Queue;

/// <summary>What the queue did in the last 15 minutes, of all processes together. Throws <see cref="QueueUnavailableException"/>.</summary>
public interface IQueueHistory
{
    /// <param name="points">The newest so many, at most <see cref="QueueHistory.MaxPoints"/>.</param>
    Task<QueueHistory> ReadAsync(int points, CancellationToken ct);

    /// <summary>Records how many events wait now. To be called at least once per point.</summary>
    Task SampleAsync(CancellationToken ct);
}

/// <param name="Latency">Of all points together; null when nothing was scored.</param>
/// <param name="Points">The newest last; complete ones only, so the newest ended up to five seconds ago.</param>
public sealed record QueueHistory(Latency? Latency, IReadOnlyList<QueuePoint> Points)
{
    public const int MaxPoints = 180;
    public const int SecondsPerPoint = 5;
}

/// <summary>Five seconds of the queue.</summary>
/// <param name="AtMs">When they began, Unix ms.</param>
/// <param name="Waiting">Events accepted and not finished, at the end; null when nobody looked.</param>
/// <param name="Accepted">Events appended, dead letters that were retried included.</param>
/// <param name="Finished">Events that left the queue: scored, duplicates, or given up.</param>
/// <param name="Latency">From acceptance to commit, of the events that were scored; null without any.</param>
public sealed record QueuePoint(long AtMs, long? Waiting, long Accepted, long Finished, Latency? Latency);
