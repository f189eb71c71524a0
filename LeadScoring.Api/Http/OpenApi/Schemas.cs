using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Schemas of query parameters, which handlers take as text so that each can name its own mistake.</summary>
internal static class Schemas
{
    public static OpenApiSchema Integer(int min, int max, int? otherwise = null) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int32",
        Minimum = min.ToString(CultureInfo.InvariantCulture),
        Maximum = max.ToString(CultureInfo.InvariantCulture),
        Default = otherwise is { } value ? JsonValue.Create(value) : null,
    };

    public static OpenApiSchema Long() => new() { Type = JsonSchemaType.Integer, Format = "int64" };

    public static OpenApiSchema Flag(bool otherwise) => new() { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(otherwise) };

    public static OpenApiSchema Choice(IEnumerable<string> values, string? otherwise = null) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. values.Select(v => (JsonNode)JsonValue.Create(v)!)],
        Default = otherwise is null ? null : JsonValue.Create(otherwise),
    };

    public static OpenApiSchema Text(int maxLength) => new() { Type = JsonSchemaType.String, MaxLength = maxLength };

    public static OpenApiSchema Texts(int maxItems) => new()
    {
        Type = JsonSchemaType.Array, MaxItems = maxItems, Items = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
