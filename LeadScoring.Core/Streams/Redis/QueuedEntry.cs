using System.Diagnostics;
using LeadScoring.Core.Events;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>An ingest entry as a worker received it.</summary>
/// <param name="Attempts">Deliveries so far, this one included.</param>
/// <param name="Payload">What the entry holds, for the dead letters.</param>
/// <param name="Event">Null when the payload cannot be read; then <paramref name="Unreadable"/> says why.</param>
/// <param name="ReplyTo">The channel on which somebody waits for the result, or null.</param>
public sealed record QueuedEntry(
    Lane Lane, int Partition, string Id, int Attempts, string Payload, IncomingEvent? Event, string? Unreadable,
    string? ReplyTo, string? TraceParent)
{
    public ActivityContext Trace => ActivityContext.TryParse(TraceParent, null, true, out var context) ? context : default;
}
