using LeadScoring.Core.Events;

namespace LeadScoring.Core.Queue;

/// <summary>The way into the ingest streams.</summary>
public interface IEventQueue
{
    /// <summary>
    /// Appends the events, each to its lead's partition, and wakes a worker. When it returns, every one of them is in
    /// Redis (and on disk under the settings we ship). The current trace context travels along.
    /// </summary>
    /// <returns>One location per event, in order.</returns>
    /// <exception cref="QueueUnavailableException">Redis does not answer; none, some or all may have arrived.</exception>
    /// <exception cref="QueueFullException">The backlog is over its bound; nothing was appended.</exception>
    Task<IReadOnlyList<EntryLocation>> EnqueueAsync(Lane lane, IReadOnlyList<IncomingEvent> events, CancellationToken ct);
}

/// <summary>Live (single and batch API) is always served before bulk (file imports, replays).</summary>
public enum Lane { Live, Bulk }

/// <summary>Where an accepted event waits: enough to look its job up before it is committed.</summary>
/// <param name="EntryId">The Redis stream id, <c>ms-seq</c>.</param>
public sealed record EntryLocation(Lane Lane, int Partition, string EntryId);

/// <summary>More events wait than the configured bound allows.</summary>
public sealed class QueueFullException(long backlog, long bound)
    : Exception($"{backlog} events wait to be scored; the bound is {bound}.")
{
    public long Backlog => backlog;

    public long Bound => bound;
}

/// <summary>Redis cannot be reached: nothing is acknowledged, send the whole request again.</summary>
public sealed class QueueUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
