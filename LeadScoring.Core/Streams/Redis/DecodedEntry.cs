namespace LeadScoring.Core.Streams.Redis;

/// <summary>What an entry turned out to be: an event, or the reason why it is none with whatever ids were readable.</summary>
public sealed record DecodedEntry(QueuedEvent? Queued, string? Reason, string? EventId, string? LeadId);
