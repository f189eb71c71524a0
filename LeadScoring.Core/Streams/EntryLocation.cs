namespace LeadScoring.Core.Streams;

/// <summary>Where an accepted event waits: enough to look its job up before it is committed.</summary>
/// <param name="EntryId">The Redis stream id, <c>ms-seq</c>.</param>
public sealed record EntryLocation(Lane Lane, int Partition, string EntryId);
