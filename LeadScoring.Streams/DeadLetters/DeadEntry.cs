using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadScoring.Core.Queue;
using LeadScoring.Streams.Queue;
using StackExchange.Redis;

namespace LeadScoring.Streams.DeadLetters;

/// <summary>
/// An entry on its way to the dead letters, which are a stream with these fields:
/// <code>d (payload as it was), t, eventId, leadId, reason, attempts, lane, partition, entry (its id there), failedAt (Unix ms)</code>
/// </summary>
public sealed record DeadEntry(QueueEntry Entry, string? EventId, string? LeadId, string Reason, int Attempts, long FailedAtMs)
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

/// <summary>A dead letter's name outside: <c>live.3.1700000000000-0</c>.</summary>
internal sealed partial record DeadLetterId(Lane Lane, int Partition, string EntryId)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StreamKeys.Name(Lane)}.{Partition}.{EntryId}");

    public static DeadLetterId? Parse(string text)
    {
        var match = Pattern().Match(text);
        return match.Success
            ? new(match.Groups[1].Value == "live" ? Lane.Live : Lane.Bulk,
                int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), match.Groups[3].Value)
            : null;
    }

    [GeneratedRegex(@"\A(live|bulk)\.([0-9]{1,3})\.([0-9]{1,19}-[0-9]{1,19})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
