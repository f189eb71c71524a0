namespace LeadScoring.Core.Streams;

/// <summary>An entry that gave up, with where it came from.</summary>
/// <param name="Id">Opaque; for retrying and discarding.</param>
/// <param name="EventId">Null when it could not be read.</param>
/// <param name="LeadId">Null when it could not be read.</param>
/// <param name="Reason">For people.</param>
/// <param name="Attempts">How often it was delivered.</param>
/// <param name="Origin">Where it waited before.</param>
/// <param name="FailedAtMs">Unix ms.</param>
/// <param name="Payload">As it was in the stream.</param>
public sealed record DeadLetter(
    string Id, string? EventId, string? LeadId, string Reason, int Attempts, EntryLocation Origin, long FailedAtMs, string Payload);
