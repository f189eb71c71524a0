using System.Text.Json;
using LeadScoring.Contracts.Json;
using Microsoft.OpenApi;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>What every operation answers to a request for a host that is not served: where it can answer 400 for another reason too, that one is described.</summary>
internal static class ForeignHostAnswer
{
    private static readonly ProblemResponse Example = CommonProblems.Example(
        400, "This host is not served here.", "The request is for the host \"example.com\". localhost, 127.0.0.1, [::1] and the names in the setting AllowedHosts are answered.");

    public static void AddTo(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>()))
        {
            (operation.Responses ??= []).TryAdd("400", new OpenApiResponse
            {
                Description = "The request is for a host that is not served here.",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType
                    {
                        Schema = new OpenApiSchemaReference(nameof(ProblemResponse), document), Example = JsonSerializer.SerializeToNode(Example, JsonSerializerOptions.Web),
                    },
                },
            });
        }
    }
}
