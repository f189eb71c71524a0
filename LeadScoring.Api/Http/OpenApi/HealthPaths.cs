using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>The health endpoints are middleware, which the document does not see by itself.</summary>
internal static class HealthPaths
{
    private const string Healthy = """{"status":"Healthy","durationMs":3.1,"checks":[{"name":"redis","status":"Healthy","durationMs":0.4,"description":null}]}""";
    private const string Unhealthy = """{"status":"Unhealthy","durationMs":3001.2,"checks":[{"name":"redis","status":"Unhealthy","durationMs":3000.9,"description":"Redis does not answer."}]}""";

    public static void AddTo(OpenApiDocument document)
    {
        document.Paths.Add("/health", Path(document, "health", "Ready, with every dependency", "Whether this process can do its work now: the store and Redis answer."));
        document.Paths.Add("/alive", Path(document, "alive", "Alive", "Whether this process works at all; its dependencies are not asked."));
        document.Tags ??= new HashSet<OpenApiTag>();
        document.Tags.Add(new OpenApiTag { Name = "Health" });
    }

    private static OpenApiPathItem Path(OpenApiDocument document, string id, string summary, string description) => new()
    {
        Operations = new Dictionary<HttpMethod, OpenApiOperation>
        {
            [HttpMethod.Get] = new()
            {
                OperationId = id,
                Summary = summary,
                Description = description,
                Tags = new HashSet<OpenApiTagReference> { new("Health") },
                Responses = new OpenApiResponses
                {
                    ["200"] = Answer("Healthy.", Healthy), ["400"] = ForeignHost(document), ["503"] = Answer("Not healthy; `checks` says what.", Unhealthy),
                },
            },
        },
    };

    private static OpenApiResponse Answer(string description, string example) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new OpenApiMediaType { Schema = Report(), Example = JsonNode.Parse(example) },
        },
    };

    private static OpenApiResponse ForeignHost(OpenApiDocument document)
    {
        var (description, example) = Refusals.Of(400, given: null, isRead: true, takesInput: false, field: default);
        return new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(Contracts.Json.ProblemResponse), document), Example = Examples.Node(example) },
            },
        };
    }

    private static OpenApiSchema Report() => Object(
        ("status", Text()), ("durationMs", Number()),
        ("checks", new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = Object(
                ("name", Text()), ("status", Text()), ("durationMs", Number()),
                ("description", new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null })),
        }));

    private static OpenApiSchema Object(params (string Name, OpenApiSchema Schema)[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Required = properties.Select(p => p.Name).ToHashSet(),
        Properties = properties.ToDictionary(p => p.Name, IOpenApiSchema (p) => p.Schema),
    };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema Number() => new() { Type = JsonSchemaType.Number };
}
