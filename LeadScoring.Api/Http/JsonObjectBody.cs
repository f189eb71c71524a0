using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Http;

/// <summary>A small JSON object as a request body.</summary>
internal static class JsonObjectBody
{
    public const int MaxBytes = JsonBody.MaxBytes;
    public const int MaxDepth = JsonBody.MaxDepth;

    /// <summary>Hands the object's fields to <paramref name="read"/>; the problem when the body or a field is wrong.</summary>
    public static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(
        HttpRequest request, string[] members, Func<JsonFields, T> read, CancellationToken ct)
        where T : class
    {
        using var body = await JsonBody.ReadAsync(request, MaxBytes, ct);
        if (body.Problem is { } problem) return (null, problem);
        try
        {
            using var document = JsonDocument.Parse(body.Memory, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, Problems.Invalid(JsonFault.Root, "Send a JSON object: {…}."));
            }

            var fields = new JsonFields(document.RootElement, members);
            var value = read(fields);
            return fields.Errors.Any ? (null, Problems.Invalid(fields.Errors)) : (value, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, JsonFault.Find(body.Span, MaxDepth) ?? Problems.Invalid(JsonFault.Root, "A \\u escape is half of a surrogate pair."));
        }
    }
}
