using System.Text.Json;

namespace LeadScoring.Contracts.Json;

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
