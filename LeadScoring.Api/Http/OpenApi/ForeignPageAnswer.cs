using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.ServiceDefaults;
using Microsoft.OpenApi;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>What everything that writes answers to pages of other sites: see <see cref="ForeignPages"/>.</summary>
internal static class ForeignPageAnswer
{
    private const string Problem = "application/problem+json";

    public static void AddTo(OpenApiOperation operation)
    {
        var schema = operation.Responses?.Values.SelectMany(r => r.Content ?? new Dictionary<string, OpenApiMediaType>()).FirstOrDefault(c => c.Key == Problem).Value?.Schema;
        if (schema is null) return;
        operation.Responses!["403"] = new OpenApiResponse
        {
            Description = "A browser sent it for a page of another site.",
            Content = new Dictionary<string, OpenApiMediaType> { [Problem] = new OpenApiMediaType { Schema = schema, Example = Example() } },
        };
    }

    private static JsonNode? Example() =>
        JsonSerializer.SerializeToNode(CommonProblems.Example(403, "Not from another site.", "Pages of other sites cannot write here."), JsonSerializerOptions.Web);
}
