namespace LeadScoring.Core.Streams;

/// <param name="Attempts">How often it was delivered so far.</param>
public sealed record EntryStatus(EntryState State, int Attempts, string? EventId, string? LeadId);
