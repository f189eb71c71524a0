using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Leads.Forms;

/// <summary>An event's metadata as it is edited: as rows of a name and a value, or as JSON.</summary>
public sealed class EventDetails
{
    private const int FirstRows = 3;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public List<Row> Rows { get; private set; } = [.. Enumerable.Range(0, FirstRows).Select(_ => new Row())];

    /// <summary>Null: it is edited as rows.</summary>
    public string? Json { get; set; }

    /// <summary>From rows to JSON.</summary>
    public void EditAsJson() => Json = TryRead(out var metadata) && metadata is { } given ? JsonSerializer.Serialize(given, Indented) : "";

    /// <summary>From JSON to rows; stays as it is when it is no object, or has nested values, which rows cannot show.</summary>
    public void EditAsRows()
    {
        if (!MetadataJson.TryParse(Json, out var metadata)) return;
        var members = metadata?.EnumerateObject().ToList() ?? [];
        if (members.Any(m => m.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)) return;
        Rows = [.. members.Select(m => new Row { Name = m.Name, Value = m.Value.ToString() })];
        while (Rows.Count < FirstRows) Rows.Add(new());
        Json = null;
    }

    /// <param name="metadata">Null: nothing was written.</param>
    /// <returns>False: it is not a JSON object.</returns>
    public bool TryRead(out JsonElement? metadata)
    {
        if (Json is not null) return MetadataJson.TryParse(Json, out metadata);
        var members = new JsonObject();
        foreach (var row in Rows.Where(r => !string.IsNullOrWhiteSpace(r.Name))) members[row.Name!.Trim()] = Typed(row.Value?.Trim() ?? "");
        metadata = members.Count == 0 ? null : JsonSerializer.SerializeToElement(members);
        return true;
    }

    /// <summary>A number, true or false as such; anything else is a text.</summary>
    private static JsonNode Typed(string value)
    {
        try
        {
            if (JsonNode.Parse(value) is JsonValue typed && typed.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) return typed;
        }
        catch (JsonException)
        {
            // A text.
        }

        return value;
    }

    public sealed class Row
    {
        public string? Name { get; set; }

        public string? Value { get; set; }
    }
}
