using System.Text.Json.Serialization;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Queue;

/// <summary>An event that was given up.</summary>
/// <param name="Id">For retrying and discarding it; opaque.</param>
/// <param name="EventId">Null when it could not be read.</param>
/// <param name="LeadId">Null when it could not be read.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Lane">Where it waited before.</param>
/// <param name="Partition">Where it waited before, from 0.</param>
/// <param name="FailedAt">When it was given up.</param>
/// <param name="Event">The event as it waited, times in Unix ms; null when it is no JSON object of a sensible size.</param>
/// <param name="Payload">Then, what is there instead: at most its first 4,000 characters. Null otherwise.</param>
public sealed record DeadLetterResponse(
    string Id, string? EventId, string? LeadId, string Reason, int Attempts, [property: OneOf("live", "bulk")] string Lane, int Partition,
    DateTimeOffset FailedAt, [property: JsonConverter(typeof(RawJsonConverter))] string? Event, string? Payload);

/// <summary>What gave up, the newest first.</summary>
/// <param name="DeadLetters">At most as many as were asked for.</param>
/// <param name="Total">How many there are in all.</param>
public sealed record DeadLetterListResponse(IReadOnlyList<DeadLetterResponse> DeadLetters, long Total);

/// <summary>The dead letter waits to be tried again.</summary>
/// <param name="JobId">The eventId; null when it cannot be read, and then there is no job to look up either.</param>
/// <param name="Queued">Always true.</param>
/// <param name="Message">For people.</param>
public sealed record RetryResponse(string? JobId, bool Queued, string Message);

/// <summary>What was cleaned away.</summary>
/// <param name="Removed">How many dead letters.</param>
public sealed record CleanResponse(long Removed);
