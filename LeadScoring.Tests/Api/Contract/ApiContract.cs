using System.Globalization;
using System.Text.Json;

namespace LeadScoring.Tests.Api.Contract;

/// <summary>The OpenAPI document as a promise: an answer that it does not describe is a failed test.</summary>
public sealed class ApiContract(JsonElement document)
{
    private readonly SchemaCheck _check = new(document);

    public JsonElement Document => document;

    public IEnumerable<(string Path, string Method, JsonElement Operation)> Operations =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (path.Name, operation.Name, operation.Value);

    public void Check(HttpMethod method, string path, int status, string? mediaType, string text)
    {
        Assert.True(Find(path) is not null, $"{path} is not documented: {status} {text}");
        Assert.True(Operation(method, path) is not null, $"{method} {path} is not documented: {status} {text}");
        Assert.True(Response(method, path, status) is not null, $"{method} {path} answered {status}, which is not documented: {text}");
        var response = Response(method, path, status)!.Value;
        if (!response.TryGetProperty("content", out var content))
        {
            Assert.Equal("", text);
            return;
        }

        Assert.True(mediaType is not null && content.TryGetProperty(mediaType, out _), $"{method} {path} answered {status} as {mediaType}, which is not documented");
        if (!mediaType!.EndsWith("json", StringComparison.Ordinal)) return;
        var faults = _check.Faults(JsonDocument.Parse(text).RootElement, content.GetProperty(mediaType).GetProperty("schema"));
        Assert.True(faults.Count == 0, $"{method} {path} answered {status}, but not as documented:\n{string.Join('\n', faults.Take(5))}");
    }

    public bool IsDocumented(HttpMethod method, string path, int status) => Response(method, path, status) is not null;

    public List<string> Faults(JsonElement example, JsonElement schema) => _check.Faults(example, schema);

    private JsonElement? Operation(HttpMethod method, string path) =>
        Find(path)?.TryGetProperty(Lower(method), out var operation) == true ? operation : null;

    private JsonElement? Response(HttpMethod method, string path, int status) =>
        Operation(method, path)?.GetProperty("responses").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var response) == true ? response : null;

    private JsonElement? Find(string path)
    {
        var parts = path.Split('?')[0].Split('/');
        foreach (var candidate in document.GetProperty("paths").EnumerateObject().OrderBy(p => p.Name.Count(c => c == '{')))
        {
            var template = candidate.Name.Split('/');
            if (template.Length == parts.Length && template.Zip(parts).All(p => (p.First.StartsWith('{') && p.Second.Length > 0) || p.First == p.Second)) return candidate.Value;
        }

        return null;
    }

#pragma warning disable CA1308 // The document's spelling is lower case
    private static string Lower(HttpMethod method) => method.Method.ToLowerInvariant();
#pragma warning restore CA1308
}
