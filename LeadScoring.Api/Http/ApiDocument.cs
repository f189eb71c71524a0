using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LeadScoring.Api.Http;

/// <summary>What the OpenAPI document cannot see by itself.</summary>
internal static class ApiDocument
{
    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "LeadScoring API";
            document.Info.Description =
                "Times are ISO 8601 in UTC. Every refusal is problem details (RFC 9457), with errors by field.";
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Written by a converter of ours, which hides the type.
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset)) schema.Type = JsonSchemaType.String;
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset?)) schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
            return Task.CompletedTask;
        });
    }
}
