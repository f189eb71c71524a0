using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeadScoring.Tests.Api.Contract;

/// <summary>
/// Checks JSON against the schemas of an OpenAPI 3.1 document, as far as ours use them. Stricter than JSON Schema in one way:
/// a property that the schema does not name is a fault, since the document promises to be complete.
/// </summary>
public sealed class SchemaCheck(JsonElement document)
{
    /// <summary>What is wrong, by path; empty when all is well.</summary>
    public List<string> Faults(JsonElement value, JsonElement schema)
    {
        var faults = new List<string>();
        Check(value, schema, "$", faults);
        return faults;
    }

    private void Check(JsonElement value, JsonElement schema, string path, List<string> faults)
    {
        if (!schema.EnumerateObject().Any()) return; // anything at all

        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(value, Resolve(reference.GetString()!), path, faults);
            return;
        }

        if (schema.TryGetProperty("oneOf", out var choices))
        {
            if (!choices.EnumerateArray().Any(choice => Faults(value, choice).Count == 0)) faults.Add($"{path} is none of its choices: {value}");
            return;
        }

        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(t => Is(value, t))) faults.Add($"{path} is not {type}: {value}");
        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value))) faults.Add($"{path} is none of {values}: {value}");
        if (value.ValueKind == JsonValueKind.String) CheckText(value.GetString()!, schema, path, faults);
        if (value.ValueKind == JsonValueKind.Number) CheckNumber(value.GetDouble(), schema, path, faults);
        if (value.ValueKind == JsonValueKind.Object) CheckObject(value, schema, path, faults);
        if (value.ValueKind != JsonValueKind.Array || !schema.TryGetProperty("items", out var items)) return;
        foreach (var (item, i) in value.EnumerateArray().Select((item, i) => (item, i))) Check(item, items, $"{path}[{i}]", faults);
    }

    private static void CheckText(string text, JsonElement schema, string path, List<string> faults)
    {
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!)) faults.Add($"{path} does not match {pattern}: {text}");
        if (schema.TryGetProperty("maxLength", out var max) && text.Length > max.GetInt32()) faults.Add($"{path} is longer than {max}");
        if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time"
            && !Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"))
        {
            faults.Add($"{path} is not a time as we write it: {text}");
        }
    }

    private static void CheckNumber(double number, JsonElement schema, string path, List<string> faults)
    {
        if (schema.TryGetProperty("minimum", out var min) && number < min.GetDouble()) faults.Add($"{path} is below {min}");
        if (schema.TryGetProperty("maximum", out var max) && number > max.GetDouble()) faults.Add($"{path} is above {max}");
    }

    private void CheckObject(JsonElement value, JsonElement schema, string path, List<string> faults)
    {
        var properties = schema.TryGetProperty("properties", out var named) ? named : default;
        var others = schema.TryGetProperty("additionalProperties", out var additional) ? additional : default;
        foreach (var property in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(property.Name, out var known)) Check(property.Value, known, $"{path}.{property.Name}", faults);
            else if (others.ValueKind == JsonValueKind.Object) Check(property.Value, others, $"{path}.{property.Name}", faults);
            else faults.Add($"{path}.{property.Name} is not documented");
        }

        if (!schema.TryGetProperty("required", out var required)) return;
        foreach (var name in required.EnumerateArray().Select(r => r.GetString()!))
        {
            if (!value.TryGetProperty(name, out _)) faults.Add($"{path}.{name} is missing");
        }
    }

    private JsonElement Resolve(string reference)
    {
        var at = document;
        foreach (var part in reference.TrimStart('#', '/').Split('/')) at = at.GetProperty(part);
        return at;
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private static bool Is(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && decimal.IsInteger(decimal.Parse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture)),
        "number" => value.ValueKind == JsonValueKind.Number,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => false,
    };
}
