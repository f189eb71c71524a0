using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Leads;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>Reads a row as the API reads a lead; further columns go into its metadata.</summary>
internal static class LeadRowReader
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonObjectBody.MaxDepth };

    /// <summary>The lead, or what is wrong with the row.</summary>
    public static (LeadDraft? Draft, string? Error) Read(SourceRow row)
    {
        if (row.Error is not null) return (null, row.Error);
        if (!Utf8.IsValid(row.Json.Span)) return (null, "It contains bytes that are not UTF-8. Save the file as UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(row.Json, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return (null, "It is not a JSON object.");
            using var complete = JsonDocument.Parse(Complete(document.RootElement), Options);
            var fields = new JsonFields(complete.RootElement, LeadReader.Members);
            var draft = LeadReader.Read(fields);
            return fields.Errors.Any ? (null, fields.Errors.ToString()) : (draft, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, "It is not a JSON object.");
        }
    }

    /// <summary>The row with its further columns inside <c>metadata</c>, and its status in lower case.</summary>
    private static ReadOnlyMemory<byte> Complete(JsonElement row)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, Writing);
        var metadata = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (var member in row.EnumerateObject())
        {
            if (member.NameEquals("metadata"u8) && member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var own in member.Value.EnumerateObject()) metadata[own.Name] = own.Value;
            }
            else if (member.NameEquals("status"u8) && member.Value.ValueKind == JsonValueKind.String)
            {
                json.WriteString(member.Name, member.Value.GetString()!.ToLowerInvariant());
            }
            else if (LeadReader.Members.Contains(member.Name))
            {
                json.WritePropertyName(member.Name);
                member.Value.WriteTo(json);
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                metadata.TryAdd(member.Name, member.Value);
            }
        }

        if (metadata.Count > 0) Write(json, metadata);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, SortedDictionary<string, JsonElement> metadata)
    {
        json.WriteStartObject("metadata");
        foreach (var (name, value) in metadata)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
