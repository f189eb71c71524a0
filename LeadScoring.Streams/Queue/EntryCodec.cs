using System.Buffers;
using System.Text;
using System.Text.Json;
using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using StackExchange.Redis;

namespace LeadScoring.Streams.Queue;

/// <summary>The fields of an entry in an ingest stream.</summary>
public static class EntryFields
{
    extension(StreamEntry entry)
    {
        /// <summary>Field <c>d</c>, see <see cref="EntryCodec"/>; null when the entry has none.</summary>
        public byte[]? Payload => entry["d"];

        /// <summary>Field <c>t</c>, the W3C trace parent, or null.</summary>
        public string? TraceParent => entry["t"];

        /// <summary>Field <c>f</c> of an entry that was a dead letter: when it failed, Unix ms; else null.</summary>
        public long? FailedAtMs => entry["f"].TryParse(out long ms) ? ms : null;

        /// <summary>When it was appended by Redis's clock, Unix ms: the first half of the id.</summary>
        public long AppendedAtMs => (long)FeedId.Parse(entry.Id.ToString()).Ms;
    }
}

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
        var fields = new EventFields();
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
/// <param name="ReplyTo">The channel to publish its result on, or null.</param>
public sealed record QueuedEvent(IncomingEvent Event, string? ReplyTo);

/// <summary>A decoded entry: the event, or the reason why there is none, with the ids that could be read.</summary>
public sealed record DecodedEntry(QueuedEvent? Queued, string? Reason, string? EventId, string? LeadId);

/// <summary>The event of one entry while <see cref="EntryCodec"/> reads it.</summary>
internal sealed class EventFields
{
    private string? _eventId, _eventType, _leadId, _metadata, _reply, _import;
    private long? _timestamp;
    private long _receivedAt, _submission;
    private bool _timestampGiven = true;

    public void Read(Utf8JsonReader json, byte[] payload)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) ReadField(ref json, payload);
        if (json.TokenType != JsonTokenType.EndObject || json.Read()) throw new JsonException();
    }

    public DecodedEntry Unreadable(string why) => new(null, $"unreadable entry: {why}", _eventId, _leadId);

    public DecodedEntry ToEntry(int attempt)
    {
        if (_eventId is null || !EventRules.IsEventId(_eventId)) return Unreadable("eventId is missing or malformed");
        if (_eventType is null || !EventRules.IsEventType(_eventType)) return Unreadable("eventType is missing or malformed");
        if (string.IsNullOrEmpty(_leadId)) return Unreadable("leadId is missing");
        if (_timestamp is not { } timestamp) return Unreadable("timestamp is missing");

        var e = new IncomingEvent
        {
            EventId = _eventId, EventType = _eventType, LeadId = _leadId, TimestampMs = timestamp,
            TimestampGiven = _timestampGiven, Metadata = _metadata, ReceivedAtMs = _receivedAt,
            Submission = _submission, ImportId = _import, Attempt = attempt,
        };
        return new DecodedEntry(new QueuedEvent(e, _reply), null, _eventId, _leadId);
    }

    private void ReadField(ref Utf8JsonReader json, byte[] payload)
    {
        if (json.ValueTextEquals("eventId"u8)) { json.Read(); _eventId = json.GetString(); }
        else if (json.ValueTextEquals("eventType"u8)) { json.Read(); _eventType = json.GetString(); }
        else if (json.ValueTextEquals("leadId"u8)) { json.Read(); _leadId = json.GetString(); }
        else if (json.ValueTextEquals("timestamp"u8)) { json.Read(); _timestamp = json.GetInt64(); }
        else if (json.ValueTextEquals("timestampGiven"u8)) { json.Read(); _timestampGiven = json.GetBoolean(); }
        else if (json.ValueTextEquals("metadata"u8)) { json.Read(); _metadata = Raw(ref json, payload); }
        else if (json.ValueTextEquals("receivedAt"u8)) { json.Read(); _receivedAt = json.GetInt64(); }
        else if (json.ValueTextEquals("submission"u8)) { json.Read(); _submission = json.GetInt64(); }
        else if (json.ValueTextEquals("import"u8)) { json.Read(); _import = json.GetString(); }
        else if (json.ValueTextEquals("reply"u8)) { json.Read(); _reply = json.GetString(); }
        else { json.Read(); json.Skip(); }
    }

    /// <summary>The value's own bytes: metadata must come out as it was sent.</summary>
    private static string? Raw(ref Utf8JsonReader json, byte[] payload)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException();
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return Encoding.UTF8.GetString(payload, start, (int)json.BytesConsumed - start);
    }
}
