using System.Text.Encodings.Web;
using System.Text.Json;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Frame;

/// <summary>A JSON object that people read and write.</summary>
public static class JsonField
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Text(JsonElement? json) => json is { ValueKind: JsonValueKind.Object } value ? JsonSerializer.Serialize(value, Readable) : null;

    /// <summary>Empty is none. False: no JSON object.</summary>
    public static bool TryParse(string? text, out JsonElement? json)
    {
        json = null;
        if (string.IsNullOrWhiteSpace(text)) return true;
        try
        {
            using var document = JsonDocument.Parse(text);
            json = document.RootElement.Clone();
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static ApiException Problem(string field) => new(
        null, "The metadata is no JSON object.", "Nothing was sent.", new Dictionary<string, string[]> { [field] = ["Write a JSON object such as {\"source\": \"webinar\"}, or leave it empty."] });
}
