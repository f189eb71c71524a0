using LeadScoring.Core.Events;

namespace LeadScoring.Core.Streams;

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
