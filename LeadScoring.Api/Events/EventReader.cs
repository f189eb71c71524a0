using System.Text.Json;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Events;

/// <summary>
/// Reads one event from UTF-8 JSON without a serializer: every event passes here, and each field reports its own error. A wrong event is
/// a draft with errors; only text that is not JSON throws (<see cref="JsonException"/>).
/// </summary>
internal static class EventReader
{
    /// <param name="reader">At the first token of the event; left at its last.</param>
    /// <param name="json">All that the reader reads.</param>
    /// <param name="nowMs">Time of receipt, Unix ms.</param>
    public static EventDraft Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, long nowMs)
    {
        var start = reader;
        try
        {
            return ReadObject(ref reader, json, nowMs);
        }
        catch (InvalidOperationException)
        {
            reader = start;
            reader.Skip();
            return Broken("A \\u escape in it is half of a surrogate pair. Send well-formed Unicode.");
        }
    }

    private static EventDraft ReadObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, long nowMs)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return Broken("Must be a JSON object with eventId, eventType and leadId.");
        }

        var draft = new EventDraft();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Field(ref reader);
            reader.Read();
            if (field == EventField.None) reader.Skip();
            else draft.Set(field, Cell.Read(ref reader, json), nowMs);
        }

        draft.Complete();
        return draft;
    }

    private static EventDraft Broken(string error)
    {
        var draft = new EventDraft();
        draft.Errors.Add("event", error);
        return draft;
    }

    private static EventField Field(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("eventId"u8)) return EventField.EventId;
        if (reader.ValueTextEquals("eventType"u8)) return EventField.EventType;
        if (reader.ValueTextEquals("leadId"u8)) return EventField.LeadId;
        if (reader.ValueTextEquals("timestamp"u8)) return EventField.Timestamp;
        if (reader.ValueTextEquals("metadata"u8)) return EventField.Metadata;
        if (reader.ValueTextEquals("email"u8)) return EventField.Email;
        return reader.ValueTextEquals("sync"u8) ? EventField.Sync : EventField.None;
    }
}
