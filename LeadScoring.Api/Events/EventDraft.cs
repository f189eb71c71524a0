using System.Text;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Events;

/// <summary>What an event consists of.</summary>
[Flags]
internal enum EventField
{
    None = 0, EventId = 1, EventType = 2, LeadId = 4, Email = 8, Timestamp = 16, Metadata = 32, Sync = 64,
}

/// <summary>
/// An event as a client sent it, in a request or in a row of a file: its fields are checked, each with its own error, and its lead is not
/// looked up yet. A field that is empty is as left out.
/// </summary>
/// <param name="isRow">A row of a file need not have an eventId, and its texts may be numbers.</param>
internal sealed class EventDraft(bool isRow = false)
{
    public const int MaxMetadataDepth = 31;
    private FieldErrors _errors;
    private EventField _seen;

    public string? EventId { get; set; }

    public string? EventType { get; private set; }

    public string? LeadId { get; private set; }

    public string? Email { get; private set; }

    public long? TimestampMs { get; private set; }

    public string? Metadata { get; private set; }

    /// <summary>Whether to wait for the result: the same as <c>Prefer: wait=10</c>.</summary>
    public bool Sync { get; private set; }

    public ref FieldErrors Errors => ref _errors;

    /// <param name="field">Which field.</param>
    /// <param name="cell">Its value.</param>
    /// <param name="nowMs">Time of receipt, Unix ms.</param>
    public void Set(EventField field, in Cell cell, long nowMs)
    {
        if (cell.IsEmpty) return;
        if ((_seen & field) != 0)
        {
            _errors.Add(Name(field), "Send it only once.");
            return;
        }

        _seen |= field;
        switch (field)
        {
            case EventField.EventId: EventId = Text(field, cell); break;
            case EventField.EventType: EventType = Text(field, cell); break;
            case EventField.LeadId: LeadId = Text(field, cell); break;
            case EventField.Email: Email = Text(field, cell) is { } email ? EmailAddress.Clean(email) : null; break;
            case EventField.Timestamp: TimestampMs = Time(cell, nowMs); break;
            case EventField.Metadata: SetMetadata(cell); break;
            case EventField.Sync: Sync = Flag(cell); break;
        }
    }

    /// <summary>Sets metadata that was put together from several values.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="depth">Levels below it.</param>
    /// <param name="tooLong">What to say of it when it is too long, before its length.</param>
    public void SetMetadata(ReadOnlySpan<byte> json, int depth, string tooLong = "Must be at most")
    {
        if (json.Length > EventRules.MaxMetadataBytes) _errors.Add("metadata", $"{tooLong} {EventRules.MaxMetadataBytes} bytes of JSON; it has {json.Length}.");
        else if (depth > MaxMetadataDepth) _errors.Add("metadata", $"Must not nest deeper than {MaxMetadataDepth} levels.");
        else if (!JsonText.IsWellFormed(json)) _errors.Add("metadata", "A \\u escape in it is half of a surrogate pair.");
        else Metadata = Encoding.UTF8.GetString(json);
    }

    /// <summary>Checks the ids, and that nothing is missing; after the last field. A field that was wrong has its error already: it is not missing as well.</summary>
    public void Complete()
    {
        if (EventId is { } id ? !EventRules.IsEventId(id) : !isRow && !_seen.HasFlag(EventField.EventId))
        {
            _errors.Add("eventId", (EventId is null ? "Required: " : "Must be ") + "1 to 128 of A-Z a-z 0-9 . _ : ~ @ + = -.");
        }

        if (EventType is { } type ? !EventRules.IsEventType(type) : !_seen.HasFlag(EventField.EventType))
        {
            _errors.Add("eventType", (EventType is null ? "Required: " : "Must be ") + "1 to 64 of a-z 0-9 _ . : -, beginning with a letter, such as page_view.");
        }

        if ((_seen & (EventField.LeadId | EventField.Email)) == 0 || (string.IsNullOrEmpty(LeadId) && Email is ""))
        {
            _errors.Add("leadId", "Required: the id of the lead, or its e-mail address as email.");
        }
    }

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

    private static string Name(EventField field) => JsonNamingPolicy.CamelCase.ConvertName(field.ToString());

    private string? Text(EventField field, in Cell cell)
    {
        if ((isRow ? cell.AnyText : cell.Text) is { } text) return text;
        _errors.Add(Name(field), "Must be a text.");
        return null;
    }

    private bool Flag(in Cell cell)
    {
        if (cell.Kind is JsonTokenType.True or JsonTokenType.False) return cell.Kind == JsonTokenType.True;
        _errors.Add("sync", "Must be true or false.");
        return false;
    }

    private long? Time(in Cell cell, long nowMs)
    {
        var text = cell.AnyText.AsSpan().Trim();
        if (!EventTime.TryParse(text, out var ms)) _errors.Add("timestamp", EventTime.Problem(text));
        else if (ms > nowMs + (long)EventRules.MaxFuture.TotalMilliseconds) _errors.Add("timestamp", "Must be at most 24 hours in the future. Check the clock and the offset.");
        else return ms;
        return null;
    }

    private void SetMetadata(in Cell cell)
    {
        if (cell.Kind == JsonTokenType.StartObject) SetMetadata(cell.Json.Span, cell.Depth);
        else _errors.Add("metadata", "Must be a JSON object.");
    }
}
