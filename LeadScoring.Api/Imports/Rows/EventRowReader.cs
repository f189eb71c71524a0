using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LeadScoring.Api.Events;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>A row of a file of events.</summary>
/// <param name="Name">For the lead, if one is created.</param>
/// <param name="Company">For the lead, if one is created.</param>
internal sealed record EventRow(EventDraft Draft, string? Name = null, string? Company = null);

/// <summary>Reads a row of a file as the API reads an event. Further columns go into the event's metadata.</summary>
internal static class EventRowReader
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 256 };
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static EventRow Read(SourceRow row, long nowMs)
    {
        if (row.Error is not null) return Invalid(row.Error);
        if (!Utf8.IsValid(row.Json.Span)) return Invalid("It contains bytes that are not UTF-8. Save the file as UTF-8.");
        try
        {
            var reader = new Utf8JsonReader(row.Json.Span, Reading);
            reader.Read();
            var columns = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
            var draft = EventReader.Read(ref reader, row.Json.Span, nowMs, columns);
            if (reader.Read()) throw new JsonException();
            if (draft.Errors.Any || columns.Count == 0) return new EventRow(draft);
            MergeColumns(draft, columns);
            return new EventRow(draft, Text(columns, "name"), Text(columns, "company"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Invalid("It is not a JSON object.");
        }
    }

    private static string? Text(SortedDictionary<string, JsonElement> columns, string name) =>
        columns.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;

    private static EventRow Invalid(string error)
    {
        var draft = new EventDraft();
        draft.Errors.Add("row", error);
        return new EventRow(draft);
    }

    /// <summary>Adds the further columns to the metadata, where members that the metadata has itself win. Sorted by name: the order of the columns in the file does not matter.</summary>
    private static void MergeColumns(EventDraft draft, SortedDictionary<string, JsonElement> columns)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            if (draft.Metadata is not null) WriteOwn(json, draft.Metadata, columns);
            foreach (var (name, value) in columns)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        if (buffer.WrittenCount > EventRules.MaxMetadataBytes)
        {
            draft.Errors.Add("metadata", $"With all other columns it must be at most {EventRules.MaxMetadataBytes} bytes of JSON; it has {buffer.WrittenCount}.");
        }
        else if (!IsShallow(buffer.WrittenSpan))
        {
            draft.Errors.Add("metadata", $"Must not nest deeper than {EventReader.MaxMetadataDepth} levels.");
        }
        else if (!JsonText.IsWellFormed(buffer.WrittenSpan))
        {
            draft.Errors.Add("metadata", "A \\u escape in it is half of a surrogate pair.");
        }
        else
        {
            draft.Metadata = Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
    }

    private static bool IsShallow(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = EventReader.MaxMetadataDepth + 1 });
        try
        {
            while (reader.Read())
            {
                // Read throws where it is too deep.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteOwn(Utf8JsonWriter json, string metadata, SortedDictionary<string, JsonElement> columns)
    {
        using var own = JsonDocument.Parse(metadata);
        foreach (var member in own.RootElement.EnumerateObject())
        {
            columns.Remove(member.Name);
            json.WritePropertyName(member.Name);
            json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
        }
    }
}
