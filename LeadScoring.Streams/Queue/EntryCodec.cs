using System.Buffers;
using System.Text;
using System.Text.Json;
using LeadScoring.Core.Events;

namespace LeadScoring.Streams.Queue;

/// <summary>
/// Field <c>d</c> of an ingest entry. Unknown fields are ignored, so that versions can run side by side.
/// <code>
/// {"eventId":"e1","eventType":"page_view","leadId":"l1","timestamp":1700000000000,"timestampGiven":false,
///  "metadata":{…as sent…},"receivedAt":1700000000001,"submission":42,"import":"01…","reply":"ls:reply:x"}
/// </code>
/// <c>timestampGiven</c> is left out when true, <c>metadata</c>, <c>import</c> and <c>reply</c> when there is none.
/// </summary>
public static class EntryCodec
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 256 };

    public static byte[] Encode(IncomingEvent e, string? replyTo)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + (e.Metadata?.Length ?? 0));
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("eventId"u8, e.EventId);
            json.WriteString("eventType"u8, e.EventType);
            json.WriteString("leadId"u8, e.LeadId);
            json.WriteNumber("timestamp"u8, e.TimestampMs);
            if (!e.TimestampGiven) json.WriteBoolean("timestampGiven"u8, false);
            if (e.Metadata is not null)
            {
                json.WritePropertyName("metadata"u8);
                json.WriteRawValue(e.Metadata, skipInputValidation: true);
            }

            json.WriteNumber("receivedAt"u8, e.ReceivedAtMs);
            json.WriteNumber("submission"u8, e.Submission);
            if (e.ImportId is not null) json.WriteString("import"u8, e.ImportId);
            if (replyTo is not null) json.WriteString("reply"u8, replyTo);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static DecodedEntry Decode(byte[]? payload, int attempt)
    {
        var fields = new EntryFields();
        if (payload is null) return fields.Unreadable("it has no field \"d\"");
        try
        {
            fields.Read(new Utf8JsonReader(payload, ReaderOptions), payload);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or DecoderFallbackException)
        {
            return fields.Unreadable("it is not the JSON of an event");
        }

        return fields.ToEntry(attempt);
    }
}

/// <summary>An event as it travels in an ingest stream.</summary>
/// <param name="ReplyTo">The channel that waits for its result, or null when nobody does.</param>
public sealed record QueuedEvent(IncomingEvent Event, string? ReplyTo);

/// <summary>What an entry turned out to be: an event, or the reason why it is none with whatever ids were readable.</summary>
public sealed record DecodedEntry(QueuedEvent? Queued, string? Reason, string? EventId, string? LeadId);
