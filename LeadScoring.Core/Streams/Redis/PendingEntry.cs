namespace LeadScoring.Core.Streams.Redis;

/// <summary>Delivered and not acknowledged.</summary>
public sealed record PendingEntry(string Id, int Deliveries);
