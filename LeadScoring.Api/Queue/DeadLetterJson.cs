using System.Text.Json.Serialization;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Streams;

namespace LeadScoring.Api.Queue;

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
public sealed record DeadLetterJson(
    string Id, string? EventId, string? LeadId, string Reason, int Attempts, [property: OneOf("live", "bulk")] string Lane, int Partition,
    DateTimeOffset FailedAt, [property: JsonConverter(typeof(RawJsonConverter))] string? Event, string? Payload)
{
    public static DeadLetterJson Of(DeadLetter letter)
    {
        var isJson = DeadPayload.IsObject(letter.Payload);
        return new(
            letter.Id, letter.EventId, letter.LeadId, letter.Reason, letter.Attempts, JobLocation.Name(letter.Origin.Lane), letter.Origin.Partition,
            letter.FailedAtMs.ToTime(), isJson ? letter.Payload : null, isJson ? null : DeadPayload.Beginning(letter.Payload));
    }
}
