using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Contracts.Json;
using Microsoft.OpenApi;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>What people read about one endpoint: parameters, bodies, every status, each with an example.</summary>
internal sealed class OperationDoc(string id, string summary, string description)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new TimeConverter() } };

    private readonly List<Action<OpenApiOperation>> _parts = [];

    /// <summary>Problems, by status: the endpoint declares them from here.</summary>
    public List<int> Problems { get; } = [];

    /// <param name="name">As in the query string.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="schema">Null: as the handler has it.</param>
    /// <param name="example">Told in words: a page to try the API in would fill it in, and find nothing.</param>
    public OperationDoc Query(string name, string description, OpenApiSchema? schema = null, string? example = null) =>
        Add(operation => Describe(operation, name, example is null ? description : $"{description} For example `{example}`.", schema, null));

    public OperationDoc Path(string name, string description, object example) => Add(operation => Describe(operation, name, description, null, example));

    public OperationDoc Header(string name, string description, string? example = null) => Add(operation =>
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = example,
        });
    });

    public OperationDoc Body(string description, object example) => Add(operation =>
    {
        var body = (OpenApiRequestBody)operation.RequestBody!;
        body.Description = description;
        body.Required = true;
        foreach (var content in body.Content!.Values) content.Example = Node(example);
    });

    /// <summary>A file as the part <c>file</c> of a form.</summary>
    public OperationDoc File(string description, string example) => Add(operation => operation.RequestBody = new OpenApiRequestBody
    {
        Required = true,
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["multipart/form-data"] = new OpenApiMediaType
            {
                Example = new JsonObject { ["file"] = example },
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "file" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = description },
                    },
                },
            },
        },
    });

    public OperationDoc Answer(int status, string description, object? example = null, params (string Name, string Description, string Example)[] headers) =>
        Add(operation => Describe(operation, status, description, example, headers));

    /// <summary>A text that is not JSON, such as a stream of events.</summary>
    public OperationDoc TextAnswer(int status, string mediaType, string description, string example) => Add(operation =>
    {
        operation.Responses ??= [];
        operation.Responses[Key(status)] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [mediaType] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example },
            },
        };
    });

    public OperationDoc Problem(int status, string description, ProblemResponse example)
    {
        Problems.Add(status);
        return status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            ? Answer(status, description, example, ("Retry-After", "Seconds to wait before the request is sent again.", "1"))
            : Answer(status, description, example);
    }

    public void ApplyTo(OpenApiOperation operation)
    {
        operation.OperationId = id;
        operation.Summary = summary;
        operation.Description = description;
        foreach (var part in _parts) part(operation);
    }

    private static void Describe(OpenApiOperation operation, string name, string description, OpenApiSchema? schema, object? example)
    {
        if (operation.Parameters?.FirstOrDefault(p => p.Name == name) is not OpenApiParameter parameter)
        {
            parameter = new OpenApiParameter { Name = name, In = ParameterLocation.Query, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            (operation.Parameters ??= []).Add(parameter);
        }

        parameter.Description = description;
        parameter.Schema = schema ?? parameter.Schema;
        parameter.Example = example is null ? null : Node(example);
    }

    private static void Describe(
        OpenApiOperation operation, int status, string description, object? example, (string Name, string Description, string Example)[] headers)
    {
        var response = (OpenApiResponse)operation.Responses![Key(status)];
        response.Description = description;
        foreach (var content in response.Content?.Values ?? []) content.Example = Node(example);
        foreach (var (name, meaning, sample) in headers)
        {
            (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[name] = new OpenApiHeader
            {
                Description = meaning, Example = sample, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }
    }

    private static JsonNode? Node(object? example) => JsonSerializer.SerializeToNode(example, Json);

    private static string Key(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private OperationDoc Add(Action<OpenApiOperation> part)
    {
        _parts.Add(part);
        return this;
    }
}
