using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>
/// Completes each operation: the problems that follow from what the endpoint is (it has parameters, takes a body, writes), examples by
/// contract type, headers. Texts of the endpoint's own comments win.
/// </summary>
internal static class CommonAnswers
{
    private const string Problem = "application/problem+json";

    public static void AddTo(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in Parameters(operation))
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            parameter.Required = false; // the framework takes arrays for required
            if (parameter.Schema?.Type?.HasFlag(JsonSchemaType.Array) == true) (parameter.Style, parameter.Explode) = (ParameterStyle.Form, true); // repeated, not a list with commas
        }

        if (metadata.OfType<FormFile>().FirstOrDefault() is { } file) operation.RequestBody = BodyOf(file);
        else if (operation.RequestBody is OpenApiRequestBody body) Complete(body, context);
        operation.Responses ??= [];
        foreach (var status in Refused(operation, context)) operation.Responses.TryAdd(Key(status), ProblemResponse(context));
        foreach (var (key, response) in operation.Responses) Complete(operation, int.Parse(key, CultureInfo.InvariantCulture), (OpenApiResponse)response, context);
        foreach (var header in metadata.OfType<AnswerHeader>()) Add(header, (OpenApiResponse)operation.Responses[Key(header.Status)]);
    }

    private static IEnumerable<OpenApiParameter> Parameters(OpenApiOperation operation) =>
        (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query);

    private static IEnumerable<int> Refused(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        yield return 400; // of a host that is not served, at least
        if (context.Description.HttpMethod is not "GET") yield return 403;
        if (operation.RequestBody is not null) yield return 413;
        if (operation.RequestBody is not null) yield return 415;
        yield return 503;
    }

    private static OpenApiResponse ProblemResponse(OpenApiOperationTransformerContext context) => new()
    {
        Content = new Dictionary<string, OpenApiMediaType> { [Problem] = new() { Schema = new OpenApiSchemaReference(nameof(Contracts.Json.ProblemResponse), context.Document) } },
    };

    private static void Complete(OpenApiOperation operation, int status, OpenApiResponse response, OpenApiOperationTransformerContext context)
    {
        var given = response.Description == ReasonPhrases.GetReasonPhrase(status) ? null : response.Description;
        if (status < 400)
        {
            var type = context.Description.SupportedResponseTypes.FirstOrDefault(r => r.StatusCode == status)?.Type;
            response.Description = given ?? (status == 204 ? "Done." : response.Description);
            foreach (var content in response.Content?.Values ?? []) content.Example ??= Examples.Of(operation.OperationId, status, type);
            return;
        }

        var isRead = context.Description.HttpMethod is "GET";
        var takesInput = operation.RequestBody is not null || operation.Parameters?.Any(p => p.In is ParameterLocation.Query or ParameterLocation.Header) == true;
        var (description, example) = Refusals.Of(status, given, isRead, takesInput, Field(status, context));
        response.Description = description;
        foreach (var content in response.Content?.Values ?? []) content.Example ??= Examples.OfProblem(operation.OperationId, status) ?? Examples.Node(example);
        if (status is 429 or 503) Add(new AnswerHeader(status, "Retry-After", "Seconds to wait before the request is sent again.", "1"), response);
    }

    /// <summary>A field that the problem could name, and what it would say.</summary>
    private static (string Name, string? Message) Field(int status, OpenApiOperationTransformerContext context)
    {
        var description = context.Description;
        if (status != 400) return (description.ParameterDescriptions.LastOrDefault(p => p.Source.Id == "Path")?.Name ?? JsonFault.Root, null);
        var handler = description.ActionDescriptor.EndpointMetadata.OfType<MethodInfo>().First();
        var body = description.ParameterDescriptions.FirstOrDefault(p => p.Source.Id == "Body")?.Type;
        var options = context.ApplicationServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions;
        var fields = body is null ? RequestField.OfUrl(handler) : options.GetTypeInfo(body).Properties.Select(RequestField.OfBody);
        var field = fields.OrderByDescending(f => f.Expected is not null).FirstOrDefault();
        return field is null ? (JsonFault.Root, null) : (field.Name, field.WrongType);
    }

    private static void Add(AnswerHeader header, OpenApiResponse response) =>
        (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[header.Name] = new OpenApiHeader
        {
            Description = header.Description, Example = header.Example, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static void Complete(OpenApiRequestBody body, OpenApiOperationTransformerContext context)
    {
        var type = context.Description.ParameterDescriptions.FirstOrDefault(p => p.Source.Id == "Body")?.Type;
        body.Required = true;
        foreach (var content in body.Content?.Values ?? []) content.Example ??= Examples.OfType(type);
    }

    private static OpenApiRequestBody BodyOf(FormFile file) => new()
    {
        Required = true,
        Description = file.Description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["multipart/form-data"] = new()
            {
                Example = new JsonObject { ["file"] = file.Example },
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "file" },
                    Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = file.Description } },
                },
            },
        },
    };

    private static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);
}
