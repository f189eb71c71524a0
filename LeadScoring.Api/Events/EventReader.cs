using System.Text;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Events;

/// <summary>
/// Reads one event straight from UTF-8: this is the hot path, and reflection-free reading is also what lets every field
/// name its own mistake. A wrong event is a draft with errors; only text that is not JSON throws (<see cref="JsonException"/>).
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
    /// <param name="inFile">A row of a file: it need not have an eventId, and <c>sync</c> means nothing there.</param>
    public static EventDraft Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, long nowMs, bool inFile = false)
    {
        var start = reader;
        try
        {
            return ReadObject(ref reader, json, nowMs, inFile);
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

    private static EventDraft ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, long nowMs, bool inFile)
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
            reader.Read();
            if (member == Seen.None || (inFile && member == Seen.Sync) || reader.TokenType == JsonTokenType.Null) reader.Skip();
            else if ((seen & member) != 0) Twice(ref reader, draft, member);
            else
            {
                seen |= member;
                ReadMember(ref reader, json, draft, member, nowMs);
            }
        }

        CheckRequired(draft, seen, inFile);
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
        Span<char> text = stackalloc char[MaxTimeBytes];
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= MaxTimeBytes
            && EventTime.TryParse(text[..reader.CopyString(text)], out var ms))
        {
            if (ms <= nowMs + (long)EventRules.MaxFuture.TotalMilliseconds) return ms;
            draft.Errors.Add("timestamp", "Must be at most 24 hours in the future. Check the clock and the offset.");
            return null;
        }

        reader.Skip();
        draft.Errors.Add("timestamp", "Must be an ISO 8601 time of the years 1970 to 9999, such as 2026-11-22T09:30:00Z or 2026-11-22T10:30:00+01:00.");
        return null;
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

    /// <summary>A member of a wrong type was seen and has its error already; it is not missing as well.</summary>
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
