using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LeadScoring.Contracts.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Http;

/// <summary>
/// Explains the framework's 400s. Binding stops at the first wrong field, and says nothing that helps a client. So the request is read once
/// more, field by field with the same types and checks, and everything that is wrong is named. Right requests never come here.
/// </summary>
internal static class RequestErrors
{
    /// <summary>Null when each field by itself is right.</summary>
    public static ProblemHttpResult? Find(HttpContext context)
    {
        var errors = new FieldErrors();
        if (context.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>() is { } handler) ReadUrl(handler, context.Request, ref errors);
        if (context.Features.Get<BufferedJson>() is { } json)
        {
            if (JsonFault.Find(json.Body.Span, JsonBody.MaxDepth) is { } broken) return broken;
            ReadBody(json, context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions, ref errors);
        }

        return errors.Any ? Problems.Invalid(errors) : null;
    }

    private static void ReadUrl(MethodInfo handler, HttpRequest request, ref FieldErrors errors)
    {
        foreach (var field in RequestField.OfUrl(handler))
        {
            var given = request.Query[field.Name];
            object? value = field.Type.IsArray ? given.ToArray() : null;
            var text = request.RouteValues[field.Name] as string ?? given.ToString();
            var isRight = field.Type.IsArray || text.Length == 0 || field.TryParse(text, out value);
            if ((isRight ? field.Check(value) : field.WrongText(text)) is { } wrong) errors.Add(field.Name, wrong);
        }
    }

    private static void ReadBody(BufferedJson json, JsonSerializerOptions options, ref FieldErrors errors)
    {
        using var document = JsonDocument.Parse(json.Body.Memory, new JsonDocumentOptions { MaxDepth = JsonBody.MaxDepth });
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            errors.Add(JsonFault.Root, "Send a JSON object: {…}.");
            return;
        }

        foreach (var property in options.GetTypeInfo(json.Type).Properties)
        {
            var field = RequestField.OfBody(property);
            var given = document.RootElement.EnumerateObject().Where(member => member.NameEquals(property.Name)).Select(member => member.Value).ToList();
            var wrong = given.Count > 1 ? "Send it only once." : Wrong(field, property, given.FirstOrDefault());
            if (wrong is not null) errors.Add(field.Name, wrong);
        }
    }

    private static string? Wrong(RequestField field, JsonPropertyInfo property, JsonElement given)
    {
        if (given.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return property.PropertyType.IsValueType && property.IsRequired ? $"Required: {field.Expected}." : field.Check(null);
        }

        try
        {
            return field.Check(property.CustomConverter is RawJsonConverter ? given.GetRawText() : given.Deserialize(property.Options.GetTypeInfo(property.PropertyType)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return given.ValueKind == JsonValueKind.String && property.PropertyType == typeof(string) ? "Must be well-formed Unicode." : field.WrongType;
        }
    }
}

/// <summary>The body of a request that the framework binds to a contract, held until the answer is written.</summary>
internal sealed record BufferedJson(JsonBody Body, Type Type);

internal static class BufferedJsonBodies
{
    /// <summary>
    /// Reads the JSON body of every endpoint of the group whose handler takes one as a contract into memory before it is bound: so its size,
    /// encoding and content type are checked in one place, and it can be read again to explain what is wrong.
    /// </summary>
    public static RouteGroupBuilder WithBufferedJsonBodies(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            var type = endpoint.Metadata.OfType<IAcceptsMetadata>().LastOrDefault()?.RequestType;
            var isBound = type is not null && endpoint.Metadata.OfType<MethodInfo>().Any(handler => handler.GetParameters().Any(p => p.ParameterType == type));
            if (isBound && endpoint.RequestDelegate is { } next) endpoint.RequestDelegate = context => BufferAsync(context, type!, next);
        });
        return group;
    }

    private static async Task BufferAsync(HttpContext context, Type type, RequestDelegate next)
    {
        var body = await JsonBody.ReadAsync(context.Request, JsonBody.MaxBytes, context.RequestAborted);
        context.Response.RegisterForDispose(body);
        if (body.Problem is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        body.ReplaceEmptyTexts();
        context.Features.Set(new BufferedJson(body, type));
        context.Request.Body = body.OpenRead();
        await next(context);
    }
}
