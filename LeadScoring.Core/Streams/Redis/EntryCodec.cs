using System.Buffers;
using System.Text;
using System.Text.Json;
using LeadScoring.Core.Events;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>
/// The payload of an ingest entry, field <c>d</c>:
/// <code>{"eventId":"evt_1","eventType":"page_view","leadId":"0193…","timestamp":1767225600000,"given":true,
/// "received":1767225600123,"submission":42,"replyTo":"ls:reply:api-1","metadata":{…}}</code>
/// Unknown fields are ignored, so that an older worker reads what a newer API wrote.
/// </summary>
public static class EntryCodec
{
    public static byte[] Encode(IncomingEvent e, string? replyTo)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("eventId"u8, e.EventId);
            json.WriteString("eventType"u8, e.EventType);
            json.WriteString("leadId"u8, e.LeadId);
            json.WriteNumber("timestamp"u8, e.TimestampMs);
            json.WriteBoolean("given"u8, e.TimestampGiven);
            json.WriteNumber("received"u8, e.ReceivedAtMs);
            json.WriteNumber("submission"u8, e.Submission);
            if (replyTo is not null) json.WriteString("replyTo"u8, replyTo);
            if (e.Metadata is not null)
            {
                json.WritePropertyName("metadata"u8);
                json.WriteRawValue(e.Metadata, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The event and who waits for it; or null and the reason why it cannot be read.</summary>
    public static (IncomingEvent? Event, string? ReplyTo, string? Unreadable) Decode(byte[]? payload, int attempts)
    {
        if (payload is null) return (null, null, "the entry has no field d");
        try
        {
            using var document = JsonDocument.Parse(payload);
            var json = document.RootElement;
            var e = new IncomingEvent
            {
                EventId = Text(json, "eventId"),
                EventType = Text(json, "eventType"),
                LeadId = Text(json, "leadId"),
                TimestampMs = json.GetProperty("timestamp").GetInt64(),
                TimestampGiven = !json.TryGetProperty("given", out var given) || given.GetBoolean(),
                ReceivedAtMs = json.TryGetProperty("received", out var received) ? received.GetInt64() : 0,
                Submission = json.TryGetProperty("submission", out var submission) ? submission.GetInt64() : 0,
                Metadata = json.TryGetProperty("metadata", out var metadata) ? metadata.GetRawText() : null,
                Attempt = attempts,
            };
            if (!EventRules.IsEventId(e.EventId)) return (null, null, "eventId has the wrong form");
            if (!EventRules.IsEventType(e.EventType)) return (null, null, "eventType has the wrong form");
            return (e, json.TryGetProperty("replyTo", out var reply) ? reply.GetString() : null, null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return (null, null, "the payload is not an event: " + e.Message);
        }
    }

    public static string Printable(byte[]? payload) => payload is null ? "" : Encoding.UTF8.GetString(payload);

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException(name + " is null");
}
