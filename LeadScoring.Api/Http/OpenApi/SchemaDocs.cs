using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LeadScoring.Contracts.Json;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Schemas as answers really are: converters of ours hide types, and what may be left out is not required.</summary>
internal static class SchemaDocs
{
    public static void Complete(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(int) || type == typeof(long)) schema.Type = JsonSchemaType.Integer;
        if (type == typeof(int?) || type == typeof(long?)) schema.Type = JsonSchemaType.Integer | JsonSchemaType.Null;
        if (type == typeof(IReadOnlyList<long>)) schema.Items = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" };
        if (type == typeof(DateTimeOffset)) schema.Type = JsonSchemaType.String;
        if (type == typeof(DateTimeOffset?)) schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?)) schema.Format = "date-time";
        if (context.ParameterDescription?.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo: { } parameter }) Complete(schema, parameter);
        if (context.JsonPropertyInfo is { } property) Complete(schema, property);
        if (schema.Properties is { Count: > 0 }) Require(schema, context.JsonTypeInfo);
    }

    private static void Complete(OpenApiSchema schema, ParameterInfo parameter)
    {
        Complete(schema, parameter.GetCustomAttributes(true).OfType<OneOfAttribute>());
        if (parameter.GetCustomAttributes(true).OfType<AnyOfAttribute>().FirstOrDefault() is not { } anyOf) return;
        schema.Type = JsonSchemaType.Array; // never null: a query has it or not
        schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = Choices(anyOf.Values) };
    }

    private static void Complete(OpenApiSchema schema, JsonPropertyInfo property)
    {
        Complete(schema, Attribute<OneOfAttribute>(property) is { } oneOf ? [oneOf] : []);
        var isRaw = Attribute<JsonConverterAttribute>(property)?.ConverterType == typeof(RawJsonConverter);
        if (!isRaw && property.PropertyType != typeof(JsonElement?)) return;
        schema.Type = JsonSchemaType.Object | JsonSchemaType.Null;
        schema.AdditionalPropertiesAllowed = true;
        schema.AdditionalProperties = new OpenApiSchema();
    }

    private static void Complete(OpenApiSchema schema, IEnumerable<OneOfAttribute> choices)
    {
        foreach (var oneOf in choices)
        {
            schema.Enum = Choices(oneOf.Values);
            if (schema.Type?.HasFlag(JsonSchemaType.Null) == true) schema.Enum.Add(JsonNullSentinel.JsonNull);
        }
    }

    private static List<JsonNode> Choices(IEnumerable<string> values) => [.. values.Select(v => (JsonNode)JsonValue.Create(v)!)];

    /// <summary>Answers have every property, except for those that are left out when they say nothing.</summary>
    private static void Require(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (type.Type.Name.EndsWith("Request", StringComparison.Ordinal)) return;
        schema.Required = new SortedSet<string>(
            type.Properties.Where(p => Attribute<JsonIgnoreAttribute>(p) is null).Select(p => p.Name).Where(schema.Properties!.ContainsKey), StringComparer.Ordinal);
    }

    private static T? Attribute<T>(JsonPropertyInfo property)
        where T : Attribute => property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();
}
