using LeadScoring.Core.Events;

namespace LeadScoring.Core.Queue;

/// <summary>Appends events to the ingest streams.</summary>
public interface IEventQueue
{
    /// <summary>
    /// Appends the events, each to its lead's partition, and notifies the workers. When it returns, all of them are in Redis, and on disk
    /// under the settings that are shipped. The entries carry the current trace context.
    /// </summary>
    /// <returns>One location per event, in order.</returns>
    /// <exception cref="QueueUnavailableException">Redis does not answer; none, some or all may have arrived.</exception>
    /// <exception cref="QueueFullException">The backlog is over its bound; nothing was appended.</exception>
    Task<IReadOnlyList<EntryLocation>> EnqueueAsync(Lane lane, IReadOnlyList<IncomingEvent> events, CancellationToken ct);
}

/// <summary>Live (single and batch API) is always served before bulk (file imports).</summary>
public enum Lane { Live, Bulk }

/// <summary>Where an accepted event waits: enough to look its job up before it is committed.</summary>
/// <param name="EntryId">The Redis stream id, <c>ms-seq</c>.</param>
public sealed record EntryLocation(Lane Lane, int Partition, string EntryId);

/// <summary>The backlog is over the configured bound; nothing was appended.</summary>
public sealed class QueueFullException(long backlog, long bound)
    : Exception($"{backlog} events wait to be scored; the bound is {bound}.")
{
    public long Backlog => backlog;

    public long Bound => bound;
}

/// <summary>Redis cannot be reached; nothing is acknowledged, send the whole request again.</summary>
public sealed class QueueUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Results of submissions as workers commit them, for <c>Prefer: wait</c>. They are carried by PUBLISH and can be lost, so a caller
/// polls the store as well.
/// </summary>
public interface ISubmissionResults
{
    /// <summary>Subscribes to the result of a submission; call it before the submission is queued. Dispose to unsubscribe.</summary>
    ISubmissionWait Expect(long submission);
}

public interface ISubmissionWait : IDisposable
{
    Task<SubmissionResult> Result { get; }
}

/// <summary>How one submission ended: either an outcome or a failure reason.</summary>
public sealed record SubmissionResult(long Submission, EventOutcome? Outcome, string? FailedReason);
