using Microsoft.AspNetCore.OpenApi;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>What the OpenAPI document says beyond what endpoints and comments tell by themselves.</summary>
internal static class ApiDocument
{
    private const string Description = """
        Events about sales leads come in, wait in a queue, and are scored against rules; the new score is readable a moment later.

        - Times are read as ISO 8601 with any offset, as Unix time, and as databases, languages and mail print them; without an offset they are UTC. What can be
          read in two ways, such as `1/5/2026`, is refused. UTC with milliseconds is written: `2026-01-02T08:30:00.000Z`.
        - An empty text counts as left out. A whole number may be written as `10.0` or `1e1`.
        - Bodies may be compressed: `Content-Encoding: gzip`, `br` or `deflate`. Limits hold for what is in them.
        - An `eventId` counts once, for ever, so every request can be sent again.
        - Every refusal is problem details (RFC 9457): `errors` names each field and says what to send instead.
        - 429 and 503 carry `Retry-After` in seconds; nothing of such a request needs to be taken back.
        """;

    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.HttpMethod != HttpMethods.Head; // answers as GET
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "LeadScoring API";
            document.Info.Description = Description;
            HealthPaths.AddTo(document);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            SchemaDocs.Complete(schema, context);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            CommonAnswers.AddTo(operation, context);
            return Task.CompletedTask;
        });
    }
}
