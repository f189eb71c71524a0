using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadScoring.Contracts.Json;

/// <summary>A string that holds JSON which was checked when it came in: written as it is, and read as it is.</summary>
public sealed class RawJsonConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value, skipInputValidation: true);
}

/// <summary>JSON that is kept as text must be readable later, by every reader.</summary>
public static class JsonText
{
    /// <summary>False when a string holds half of a surrogate pair: JSON can spell it (<c>"\ud800"</c>), no text can hold it.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0) return true;
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) _ = reader.GetString();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
