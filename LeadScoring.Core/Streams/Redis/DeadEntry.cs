using System.Text.Json;
using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>
/// An entry on its way to the dead letters, which are a stream with these fields:
/// <code>d (payload as it was), t, eventId, leadId, reason, attempts, lane, partition, entry (its id there), failedAt (Unix ms)</code>
/// </summary>
public sealed record DeadEntry(StreamEntry Entry, string? EventId, string? LeadId, string Reason, int Attempts, long FailedAtMs)
{
    internal RedisValue[] ToFields(Lane lane, int partition)
    {
        List<RedisValue> fields =
        [
            "d", Entry.Payload ?? WithoutPayload(), "reason", Reason, "attempts", Attempts,
            "lane", StreamKeys.Name(lane), "partition", partition, "entry", Entry.Id, "failedAt", FailedAtMs,
        ];
        if (Entry.TraceParent is { } trace) fields.AddRange(["t", trace]);
        if (EventId is not null) fields.AddRange(["eventId", EventId]);
        if (LeadId is not null) fields.AddRange(["leadId", LeadId]);
        return [.. fields];
    }

    /// <summary>An entry that we did not write: all of its fields, so that nothing is lost.</summary>
    private byte[] WithoutPayload() =>
        JsonSerializer.SerializeToUtf8Bytes(Entry.Fields.Select(field => new[] { field.Key, (string?)field.Value }));
}
