using System.Text;
using System.Text.Json;
using LeadScoring.Core.Events;

namespace LeadScoring.Streams.Queue;

/// <summary>Collects the fields of one entry as <see cref="EntryCodec"/> reads them.</summary>
internal sealed class EntryFields
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
