using System.Text.Json.Serialization;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Queue;

/// <summary>The queue right now. waiting + active + delayed = 0 means that everything accepted is readable.</summary>
/// <param name="Waiting">Not yet delivered to a worker.</param>
/// <param name="Active">Delivered and not yet committed.</param>
/// <param name="Completed">Events committed, ever.</param>
/// <param name="Failed">Dead letters.</param>
/// <param name="Delayed">Backing off after a failed attempt.</param>
/// <param name="Total">The sum of the five.</param>
/// <param name="RatePerSecond">Events finished per second, over the last seconds.</param>
/// <param name="LagMs">Age of the oldest entry, ms; 0 when nothing waits.</param>
/// <param name="Partitions">The same by lane and partition.</param>
public sealed record QueueStatsResponse(
    long Waiting, long Active, long Completed, long Failed, long Delayed, long Total, double RatePerSecond, long LagMs,
    IReadOnlyList<PartitionResponse> Partitions);

/// <summary>One lane of one partition.</summary>
/// <param name="Lane">live is always served before bulk.</param>
/// <param name="Partition">From 0.</param>
/// <param name="Waiting">Not yet delivered to a worker.</param>
/// <param name="Active">Delivered and not yet committed.</param>
/// <param name="Delayed">Backing off after a failed attempt.</param>
/// <param name="Failed">Dead letters.</param>
/// <param name="OldestAgeMs">Age of the oldest entry, ms; null when it is empty.</param>
public sealed record PartitionResponse(
    [property: OneOf("live", "bulk")] string Lane, int Partition, long Waiting, long Active, long Delayed, long Failed, long? OldestAgeMs);

/// <summary>What became of a submitted event. The job's id is the event's.</summary>
/// <param name="JobId">The eventId.</param>
/// <param name="State">How far it is.</param>
/// <param name="AttemptsMade">How often it was tried so far; left out when not known.</param>
/// <param name="FailedReason">Why it failed; null otherwise.</param>
/// <param name="Result">What it did; null unless completed.</param>
public sealed record JobResponse(
    string JobId, [property: OneOf("waiting", "active", "completed", "failed")] string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AttemptsMade,
    string? FailedReason, JobResultResponse? Result);

/// <summary>What an event did to its lead's current score.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="PreviousScore">Its score before.</param>
/// <param name="Score">Its score after.</param>
/// <param name="Change">The difference.</param>
/// <param name="Duplicate">The eventId had been counted before; nothing changed.</param>
/// <param name="Late">A later event of the lead had been committed before it.</param>
/// <param name="Conflict">True for a duplicate with other fields than the counted one; left out otherwise.</param>
public sealed record JobResultResponse(
    string LeadId, long PreviousScore, long Score, long Change, bool Duplicate, bool Late,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Conflict);

/// <summary>The dead letter waits to be tried again.</summary>
/// <param name="JobId">The eventId; null when it cannot be read, and then there is no job to look up either.</param>
/// <param name="Queued">Always true.</param>
/// <param name="Message">For people.</param>
public sealed record RetryResponse(string? JobId, bool Queued, string Message);

/// <summary>What was cleaned away.</summary>
/// <param name="Removed">How many dead letters.</param>
public sealed record CleanResponse(long Removed);
