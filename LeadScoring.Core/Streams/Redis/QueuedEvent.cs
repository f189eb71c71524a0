using LeadScoring.Core.Events;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>An event as it travels in an ingest stream.</summary>
/// <param name="ReplyTo">The channel that waits for its result, or null when nobody does.</param>
public sealed record QueuedEvent(IncomingEvent Event, string? ReplyTo);
