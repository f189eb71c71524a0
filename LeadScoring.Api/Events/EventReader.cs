using System.Text;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Events;

/// <summary>
/// Reads one event from UTF-8 JSON without a serializer: every event passes here, and each field reports its own error. A wrong event is
/// a draft with errors; only text that is not JSON throws (<see cref="JsonException"/>).
/// </summary>
internal static class EventReader
{
    public const int MaxMetadataDepth = 31;
    private const int MaxTimeBytes = 128;

    [Flags]
    private enum Seen
    {
        None = 0, EventId = 1, EventType = 2, LeadId = 4, Email = 8, Timestamp = 16, Metadata = 32, Sync = 64,
    }

    /// <param name="reader">At the first token of the event; left at its last.</param>
    /// <param name="json">All that the reader reads.</param>
    /// <param name="nowMs">Time of receipt, Unix ms.</param>
    /// <param name="columns">
    /// Given for a row of a file, which need not have an eventId: receives the members that an event does not have (unknown columns), except those that are null. Of several
    /// with the same name the last one counts.
    /// </param>
    public static EventDraft Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, long nowMs, IDictionary<string, JsonElement>? columns = null)
    {
        var start = reader;
        try
        {
            return ReadObject(ref reader, json, nowMs, columns);
        }
        catch (InvalidOperationException)
        {
            reader = start;
            reader.Skip();
            var broken = new EventDraft();
            broken.Errors.Add("event", "A \\u escape in it is half of a surrogate pair. Send well-formed Unicode.");
            return broken;
        }
    }

    private static EventDraft ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, long nowMs, IDictionary<string, JsonElement>? columns)
    {
        var draft = new EventDraft();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            draft.Errors.Add("event", "Must be a JSON object with eventId, eventType and leadId.");
            return draft;
        }

        var seen = Seen.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Member(ref reader);
            if (columns is not null && (member is Seen.None or Seen.Sync))
            {
                ReadColumn(ref reader, columns);
                continue;
            }

            reader.Read();
            if (member == Seen.None || IsLeftOut(ref reader)) reader.Skip();
            else if ((seen & member) != 0) Twice(ref reader, draft, member);
            else
            {
                seen |= member;
                if (columns is not null && member == Seen.Timestamp && reader.TokenType == JsonTokenType.String) draft.TimestampText = reader.GetString();
                ReadMember(ref reader, json, draft, member, nowMs);
            }
        }

        CheckRequired(draft, seen, inFile: columns is not null);
        return draft;
    }

    private static Seen Member(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("eventId"u8)) return Seen.EventId;
        if (reader.ValueTextEquals("eventType"u8)) return Seen.EventType;
        if (reader.ValueTextEquals("leadId"u8)) return Seen.LeadId;
        if (reader.ValueTextEquals("timestamp"u8)) return Seen.Timestamp;
        if (reader.ValueTextEquals("metadata"u8)) return Seen.Metadata;
        if (reader.ValueTextEquals("email"u8)) return Seen.Email;
        return reader.ValueTextEquals("sync"u8) ? Seen.Sync : Seen.None;
    }

    /// <summary>An empty text counts as null, whatever the member's type.</summary>
    private static bool IsLeftOut(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null || EmptyTexts.IsEmpty(ref reader);

    private static void ReadColumn(ref Utf8JsonReader reader, IDictionary<string, JsonElement> columns)
    {
        var name = reader.GetString()!;
        reader.Read();
        if (reader.TokenType != JsonTokenType.Null) columns[name] = JsonElement.ParseValue(ref reader);
    }

    private static void Twice(ref Utf8JsonReader reader, EventDraft draft, Seen member)
    {
        reader.Skip();
        draft.Errors.Add(Name(member), "Send it only once.");
    }

    private static void ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, EventDraft draft, Seen member, long nowMs)
    {
        switch (member)
        {
            case Seen.EventId: draft.EventId = Text(ref reader, draft, member); break;
            case Seen.EventType: draft.EventType = Text(ref reader, draft, member); break;
            case Seen.LeadId: draft.LeadId = Text(ref reader, draft, member); break;
            case Seen.Email: draft.Email = Text(ref reader, draft, member)?.Trim(); break;
            case Seen.Timestamp: draft.TimestampMs = Time(ref reader, draft, nowMs); break;
            case Seen.Metadata: draft.Metadata = Metadata(ref reader, json, draft); break;
            default: draft.Sync = Flag(ref reader, draft); break;
        }
    }

    private static string? Text(ref Utf8JsonReader reader, EventDraft draft, Seen member)
    {
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        draft.Errors.Add(Name(member), "Must be a text.");
        return null;
    }

    private static bool Flag(ref Utf8JsonReader reader, EventDraft draft)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False) return reader.GetBoolean();
        reader.Skip();
        draft.Errors.Add("sync", "Must be true or false.");
        return false;
    }

    private static long? Time(ref Utf8JsonReader reader, EventDraft draft, long nowMs)
    {
        Span<char> buffer = stackalloc char[MaxTimeBytes];
        var text = buffer[..CopyTime(ref reader, buffer)];
        if (!EventTime.TryParse(text, out var ms)) draft.Errors.Add("timestamp", EventTime.Problem(text));
        else if (ms > nowMs + (long)EventRules.MaxFuture.TotalMilliseconds) draft.Errors.Add("timestamp", "Must be at most 24 hours in the future. Check the clock and the offset.");
        else return ms;
        return null;
    }

    /// <summary>Copies a text, or the digits of a number; nothing of anything else, and of what is too long to be a time.</summary>
    /// <returns>The number of characters.</returns>
    private static int CopyTime(ref Utf8JsonReader reader, scoped Span<char> buffer)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number && reader.ValueSpan.Length <= MaxTimeBytes)
        {
            return reader.TokenType == JsonTokenType.String ? reader.CopyString(buffer) : Encoding.ASCII.GetChars(reader.ValueSpan, buffer);
        }

        reader.Skip();
        return 0;
    }

    private static string? Metadata(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, EventDraft draft)
    {
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        var (start, depth) = ((int)reader.TokenStartIndex, reader.CurrentDepth);
        var deepest = depth;
        if (isObject)
        {
            while (reader.Read() && reader.CurrentDepth > depth) deepest = Math.Max(deepest, reader.CurrentDepth);
        }
        else
        {
            reader.Skip();
        }

        var raw = json[start..(int)reader.BytesConsumed];
        if (!isObject) draft.Errors.Add("metadata", "Must be a JSON object.");
        else if (raw.Length > EventRules.MaxMetadataBytes) draft.Errors.Add("metadata", $"Must be at most {EventRules.MaxMetadataBytes} bytes of JSON; it has {raw.Length}.");
        else if (deepest - depth > MaxMetadataDepth) draft.Errors.Add("metadata", $"Must not nest deeper than {MaxMetadataDepth} levels.");
        else if (!JsonText.IsWellFormed(raw)) draft.Errors.Add("metadata", "A \\u escape in it is half of a surrogate pair.");
        else return Encoding.UTF8.GetString(raw);
        return null;
    }

    /// <summary>A member of a wrong type has its error already: it is not reported as missing as well.</summary>
    private static void CheckRequired(EventDraft draft, Seen seen, bool inFile)
    {
        if (draft.EventId is { } id ? !EventRules.IsEventId(id) : !inFile && !seen.HasFlag(Seen.EventId))
        {
            draft.Errors.Add("eventId", "Required: 1 to 128 of A-Z a-z 0-9 . _ : ~ @ + = -.");
        }

        if (draft.EventType is { } type ? !EventRules.IsEventType(type) : !seen.HasFlag(Seen.EventType))
        {
            draft.Errors.Add("eventType", "Required: 1 to 64 of a-z 0-9 _ . : -, beginning with a letter, such as page_view.");
        }

        var leadMistyped = (draft.LeadId is null && seen.HasFlag(Seen.LeadId)) || (draft.Email is null && seen.HasFlag(Seen.Email));
        if (string.IsNullOrEmpty(draft.LeadId) && string.IsNullOrEmpty(draft.Email) && !leadMistyped)
        {
            draft.Errors.Add("leadId", "Required: the id of the lead, or its e-mail address as email.");
        }
    }

    private static string Name(Seen member) => member switch
    {
        Seen.EventId => "eventId",
        Seen.EventType => "eventType",
        Seen.LeadId => "leadId",
        Seen.Email => "email",
        Seen.Timestamp => "timestamp",
        Seen.Metadata => "metadata",
        _ => "sync",
    };
}

/// <summary>An event as a client sent it: its fields are checked, its lead is not looked up yet.</summary>
internal sealed class EventDraft
{
    private FieldErrors _errors;

    public string? EventId { get; set; }

    public string? EventType { get; set; }

    public string? LeadId { get; set; }

    public string? Email { get; set; }

    public long? TimestampMs { get; set; }

    /// <summary>The timestamp as it was written, for a row of a file; null if there is none.</summary>
    public string? TimestampText { get; set; }

    public string? Metadata { get; set; }

    /// <summary>Whether to wait for the result: the same as <c>Prefer: wait=10</c>.</summary>
    public bool Sync { get; set; }

    public ref FieldErrors Errors => ref _errors;

    public IncomingEvent ToIncoming(string leadId, long receivedAtMs) => new()
    {
        EventId = EventId!,
        EventType = EventType!,
        LeadId = leadId,
        TimestampMs = TimestampMs ?? receivedAtMs,
        TimestampGiven = TimestampMs is not null,
        Metadata = Metadata,
        ReceivedAtMs = receivedAtMs,
        Submission = Random.Shared.NextInt64(),
    };
}
