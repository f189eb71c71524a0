using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Ui;

/// <summary>A name and a value of a lead's or an event's details, as they are typed.</summary>
/// <param name="Was">The value before it was typed over: one that was a number, or true or false, stays of that kind. Null: a new row.</param>
public sealed record DetailRow(string Name, string Value, JsonNode? Was = null)
{
    public bool IsEmpty => Name.Length == 0 && Value.Length == 0;
}

/// <summary>Details, a JSON object without others inside, as rows to type into.</summary>
public static class DetailRows
{
    private const int MaxRows = 50;

    /// <summary>The rows, and an empty one at the end; null when rows cannot show the text: it is not an object, or has values that are objects, lists or null.</summary>
    public static IReadOnlyList<DetailRow>? Of(string? json)
    {
        if (!MetadataJson.TryParse(json, out var parsed)) return null;
        if (parsed is not { } details) return [new("", "")];
        var members = details.EnumerateObject().ToList();
        if (members.Count > MaxRows || members.Any(m => m.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)) return null;
        return [.. members.Select(m => new DetailRow(m.Name, Text(m.Value), JsonNode.Parse(m.Value.GetRawText()))), new("", "")];
    }

    /// <summary>With one row changed; the last one is empty again.</summary>
    public static IReadOnlyList<DetailRow> With(IReadOnlyList<DetailRow> rows, int at, DetailRow row)
    {
        List<DetailRow> changed = [.. rows];
        changed[at] = row;
        if (!changed[^1].IsEmpty) changed.Add(new("", ""));
        return changed;
    }

    /// <summary>As JSON; empty rows are left out. Null: all of them are empty.</summary>
    public static string? Json(IReadOnlyList<DetailRow> rows)
    {
        var given = rows.Where(r => !r.IsEmpty).ToList();
        if (given.Count == 0) return null;
        var members = given.Select(r => $"{JsonSerializer.Serialize(r.Name.Trim())}:{Value(r)}");
        return MetadataJson.Indent($"{{{string.Join(',', members)}}}");
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    private static string Value(DetailRow row)
    {
        if (row.Was?.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False && IsOneWord(row.Value)) return row.Value.Trim();
        return JsonSerializer.Serialize(row.Value);
    }

    /// <summary>A number, or true or false, as JSON has them.</summary>
    private static bool IsOneWord(string text)
    {
        try
        {
            return JsonElement.Parse(text).ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
