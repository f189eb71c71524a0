using System.Text.Json;
using System.Text.Unicode;
using LeadScoring.Api.Events;
using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>Reads a row as the API reads an event, and then what only a file has: further columns, which go into the metadata.</summary>
internal static class FileEventReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 256 };

    public static FileEvent Read(SourceRow row, long nowMs)
    {
        if (row.Error is not null) return Wrong(row, "row", row.Error);
        if (!Utf8.IsValid(row.Json.Span)) return Wrong(row, "row", "It contains bytes that are not UTF-8. Save the file as UTF-8.");
        try
        {
            var reader = new Utf8JsonReader(row.Json.Span, Options);
            reader.Read();
            var draft = EventReader.Read(ref reader, row.Json.Span, nowMs, inFile: true);
            if (reader.Read()) throw new JsonException();
            return draft.Errors.Any ? new FileEvent(row, draft) : Complete(row, draft);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Wrong(row, "row", "It is not a JSON object.");
        }
    }

    private static FileEvent Complete(SourceRow row, EventDraft draft)
    {
        using var document = JsonDocument.Parse(row.Json, DocumentOptions);
        var others = Others(document.RootElement);
        if (others is not null) RowMetadata.Merge(draft, others);
        return new FileEvent(row, draft)
        {
            TimeText = draft.EventId is null ? TimeOf(document.RootElement) : "",
            Name = Text(others, "name"),
            Company = Text(others, "company"),
        };
    }

    /// <summary>The members that are none of an event's, by name in order; null when there are none.</summary>
    private static SortedDictionary<string, JsonElement>? Others(JsonElement root)
    {
        SortedDictionary<string, JsonElement>? others = null;
        foreach (var member in root.EnumerateObject())
        {
            if (IsEvents(member) || member.Value.ValueKind == JsonValueKind.Null) continue;
            (others ??= new(StringComparer.Ordinal))[member.Name] = member.Value;
        }

        return others;
    }

    private static bool IsEvents(JsonProperty member) =>
        member.NameEquals("eventId"u8) || member.NameEquals("eventType"u8) || member.NameEquals("leadId"u8)
        || member.NameEquals("email"u8) || member.NameEquals("timestamp"u8) || member.NameEquals("metadata"u8);

    private static string TimeOf(JsonElement root) =>
        root.TryGetProperty("timestamp"u8, out var time) && time.ValueKind == JsonValueKind.String ? time.GetString()! : "";

    private static string? Text(SortedDictionary<string, JsonElement>? others, string name) =>
        others is not null && others.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;

    private static FileEvent Wrong(SourceRow row, string field, string error)
    {
        var draft = new EventDraft();
        draft.Errors.Add(field, error);
        return new FileEvent(row, draft);
    }
}
