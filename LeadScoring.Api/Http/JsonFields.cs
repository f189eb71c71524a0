using System.Text;
using System.Text.Json;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Api.Http;

/// <summary>
/// The members of a JSON object by name, each read with a check that says what to send instead. Members that nobody asks
/// for are ignored; null counts as left out.
/// </summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private FieldErrors _errors;

    public JsonFields(JsonElement root, params ReadOnlySpan<string> known)
    {
        foreach (var member in root.EnumerateObject())
        {
            foreach (var name in known)
            {
                if (member.NameEquals(name) && !_members.TryAdd(name, member.Value)) Error(name, "Send it only once.");
            }
        }
    }

    public ref FieldErrors Errors => ref _errors;

    public void Error(string name, string message) => _errors.Add(name, message);

    /// <summary>The text, trimmed; null when left out or wrong.</summary>
    public string? Text(string name, int maxLength, bool required)
    {
        if (!Has(name, out var value))
        {
            if (required) Error(name, $"Required: a text of 1 to {maxLength} characters.");
            return null;
        }

        if (!TryString(value, out var text))
        {
            Error(name, $"Must be a text of at most {maxLength} characters, well-formed Unicode.");
            return null;
        }

        return CheckText(name, text.Trim(), maxLength, required);
    }

    /// <summary>A whole number in the range; null when left out or wrong.</summary>
    public int? Integer(string name, int min, int max, bool required)
    {
        var given = Has(name, out var value);
        if (given && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max) return number;
        if (given || required) Error(name, $"{(given ? "Must be" : "Required:")} a whole number from {min} to {max}.");
        return null;
    }

    /// <summary>Whole numbers; null when left out or wrong.</summary>
    public List<long>? Longs(string name, int maxItems)
    {
        if (!Has(name, out var value)) return null;
        var numbers = new List<long>();
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= maxItems)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number)) numbers.Add(number);
            }

            if (numbers.Count == value.GetArrayLength()) return numbers;
        }

        Error(name, $"Must be an array of at most {maxItems} whole numbers.");
        return null;
    }

    public bool? Flag(string name)
    {
        if (!Has(name, out var value)) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Error(name, "Must be true or false.");
        return null;
    }

    /// <summary>One of the choices, spelt exactly; null when left out or wrong.</summary>
    public string? Choice(string name, params ReadOnlySpan<string> choices)
    {
        if (!Has(name, out var value)) return null;
        foreach (var choice in choices)
        {
            if (TryString(value, out var text) && text == choice) return choice;
        }

        Error(name, $"Must be one of {string.Join(", ", choices!)}.");
        return null;
    }

    /// <summary>A JSON object as the text it was sent as; null when left out or wrong.</summary>
    public string? Object(string name, int maxBytes)
    {
        if (!Has(name, out var value)) return null;
        var raw = value.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetBytes(value.GetRawText()) : null;
        if (raw is null) Error(name, "Must be a JSON object.");
        else if (raw.Length > maxBytes) Error(name, $"Must be at most {maxBytes} bytes of JSON; it has {raw.Length}.");
        else if (!JsonText.IsWellFormed(raw)) Error(name, "A \\u escape in it is half of a surrogate pair.");
        else return value.GetRawText();
        return null;
    }

    private string? CheckText(string name, string text, int maxLength, bool required)
    {
        if (text.Length > maxLength) Error(name, $"Must be at most {maxLength} characters; it has {text.Length}.");
        else if (text.Any(char.IsControl)) Error(name, "Must not contain control characters.");
        else if (text.Length == 0 && required) Error(name, $"Required: a text of 1 to {maxLength} characters.");
        else return text;
        return null;
    }

    private bool Has(string name, out JsonElement value) =>
        _members.TryGetValue(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>False also for a lone surrogate, which JSON can spell (<c>"\ud800"</c>) and no text can hold.</summary>
    private static bool TryString(JsonElement value, out string text)
    {
        text = "";
        if (value.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
