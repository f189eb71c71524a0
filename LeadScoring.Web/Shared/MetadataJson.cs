using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeadScoring.Web.Shared;

/// <summary>Metadata, a JSON object of the client's own: as lines to read, and as text to edit.</summary>
public static class MetadataJson
{
    private const int MaxLines = 50;
    private const int MaxLength = 500;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A line per member, at most 50; nested values stay JSON. None for anything but an object.</summary>
    public static IReadOnlyList<(string Name, string Value)> Lines(string? json)
    {
        if (json is null) return [];
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) return [];
        var members = document.RootElement.EnumerateObject().Select(m => (m.Name, Cut(m.Value.ToString()))).ToList();
        return members.Count <= MaxLines ? members : [.. members.Take(MaxLines), ("…", $"and {members.Count - MaxLines} more")];
    }

    /// <summary>A member's name as people write it: <c>job_title</c> and <c>jobTitle</c> are "Job title".</summary>
    public static string Label(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name)
        {
            var separates = c is '_' or '-' or '.' or ' ';
            var begins = char.IsUpper(c) && words.Length > 0 && char.IsLower(words[^1]);
            if ((separates || begins) && words.Length > 0 && words[^1] != ' ') words.Append(' ');
            if (!separates) words.Append(begins ? char.ToLowerInvariant(c) : words.Length == 0 ? char.ToUpperInvariant(c) : c);
        }

        return words.Length == 0 ? name : words.ToString().TrimEnd();
    }

    /// <summary>The text that somebody wrote about an event, up to 500 characters of it; null when there is none.</summary>
    public static string? Note(string? json)
    {
        if (json is null) return null;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("note", out var note) && note.ValueKind == JsonValueKind.String && note.GetString() is { Length: > 0 } text
            ? Cut(text)
            : null;
    }

    /// <summary>Indented, for a text field; null for anything but an object.</summary>
    public static string? Indent(string? json)
    {
        if (json is null) return null;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object ? JsonSerializer.Serialize(document.RootElement, Indented) : null;
    }

    /// <summary>Reads a text field; an empty one is null.</summary>
    /// <returns>False: it is not a JSON object.</returns>
    public static bool TryParse(string? text, out JsonElement? json)
    {
        json = null;
        if (string.IsNullOrWhiteSpace(text)) return true;
        try
        {
            json = JsonElement.Parse(text);
            return json.Value.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>What is wrong with a text field, and what to write; null: nothing.</summary>
    public static string? Error(string? text)
    {
        if (!TryParse(text, out var json)) return "This isn't valid JSON. Write an object such as {\"source\": \"webinar\"}, or leave it empty.";
        return json?.EnumerateObject().Any(m => m.Name.Length == 0) == true ? "Give every value a name." : null;
    }

    private static string Cut(string text) => text.Length > MaxLength ? text[..MaxLength] + "…" : text;
}
