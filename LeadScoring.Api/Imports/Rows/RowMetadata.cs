using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>Puts the further columns of a row into the event's metadata; what the metadata says itself stays.</summary>
internal static class RowMetadata
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="draft">Its metadata is checked already.</param>
    /// <param name="columns">In the order of their names, so that the order of columns in the file makes no difference.</param>
    public static void Merge(EventDraft draft, SortedDictionary<string, JsonElement> columns)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            if (draft.Metadata is not null) Own(json, draft.Metadata, columns);
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
                // It throws where it is too deep.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Own(Utf8JsonWriter json, string metadata, SortedDictionary<string, JsonElement> columns)
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
