namespace LeadScoring.Core.Streams;

/// <param name="Waiting">Entries not yet delivered to a worker.</param>
/// <param name="Active">Delivered, not acknowledged, not backing off.</param>
/// <param name="Delayed">Backing off after a failed attempt.</param>
/// <param name="Failed">Dead letters of this lane and partition.</param>
/// <param name="OldestAgeMs">Age of the oldest entry still here, ms; null when empty.</param>
public sealed record PartitionStats(
    Lane Lane, int Partition, long Waiting, long Active, long Delayed, long Failed, long? OldestAgeMs);
