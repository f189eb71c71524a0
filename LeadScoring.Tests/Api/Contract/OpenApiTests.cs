using System.Text.Json;
using System.Text.RegularExpressions;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Api.Contract;

/// <summary>
/// The document is complete and its examples are right. That answers are as it says is checked with every answer that any test of
/// the API gets: see <see cref="ApiHost.SendAsync(HttpRequestMessage)"/>.
/// </summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private static readonly string[] Expected =
    [
        "DELETE /api/leads/{id}", "DELETE /api/queue/dead-letters/{id}", "GET /alive", "GET /api/export/events/{leadId}", "GET /api/export/leads",
        "GET /api/imports", "GET /api/imports/{id}", "GET /api/imports/{id}/rejects", "GET /api/insights/activity", "GET /api/insights/conversion", "GET /api/insights/leads", "GET /api/insights/types", "GET /api/leaderboard", "GET /api/leads", "GET /api/leads/reasons", "GET /api/leads/trends", "GET /api/leads/{id}",
        "GET /api/leads/{id}/contributions", "GET /api/leads/{id}/events", "GET /api/leads/{id}/history", "GET /api/leads/{id}/score", "GET /api/leads/{id}/trend", "GET /api/queue/dead-letters", "GET /api/queue/dead-letters/groups", "GET /api/queue/dead-letters/{id}", "GET /api/queue/history",
        "GET /api/queue/job/{jobId}", "GET /api/queue/stats", "GET /api/queue/workers", "GET /api/replay", "GET /api/replay/{id}", "GET /api/rescores",
        "GET /api/rescores/{id}", "GET /api/rules", "GET /api/rules/{type}", "GET /api/stream/scores", "GET /health", "POST /api/events",
        "POST /api/events/batch", "POST /api/events/upload", "POST /api/imports/inspect", "POST /api/leads", "POST /api/leads/status", "POST /api/leads/upload", "POST /api/leads/{id}/recalculate",
        "POST /api/queue/clean", "POST /api/queue/dead-letters/discard", "POST /api/queue/dead-letters/retry", "POST /api/queue/dead-letters/{id}/retry", "POST /api/replay", "POST /api/replay/{id}/cancel",
        "POST /api/rescores/{id}/cancel", "POST /api/rules/preview", "POST /api/rules/{type}/rollback", "PUT /api/leads/{id}",
        "PUT /api/rules/{type}",
    ];

    private ApiHost _api = null!;
    private ApiContract _contract = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _contract = await _api.ContractAsync();
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public void Every_endpoint_is_in_the_document() =>
        Assert.Equal(Expected, _contract.Operations.Select(o => $"{o.Method.ToUpperInvariant()} {o.Path}").Order(StringComparer.Ordinal));

    [Fact]
    public void The_document_knows_every_endpoint_that_is_mapped()
    {
        var mapped = _api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText is { } path && path.TrimStart('/').StartsWith("api/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods, (e, method) => $"{method} /{Regex.Replace(e.RoutePattern.RawText!, ":[a-z]+}", "}").Trim('/')}")
            .Where(endpoint => !endpoint.StartsWith("HEAD ", StringComparison.Ordinal)); // answers as GET
        Assert.Equal(Expected.Where(e => e.Contains("/api/", StringComparison.Ordinal)), mapped.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/api/leads", "status", """["new","contacted","qualified","customer","lost"]""")]
    [InlineData("/api/leaderboard", "status", """["new","contacted","qualified","customer","lost"]""")]
    [InlineData("/api/export/leads", "status", """["new","contacted","qualified","customer","lost"]""")]
    [InlineData("/api/stream/scores", "status", """["new","contacted","qualified","customer","lost"]""")]
    [InlineData("/api/leads", "sort", """["-score","name","-lastEventAt","-createdAt"]""")]
    [InlineData("/api/queue/job/{jobId}", "lane", """["live","bulk"]""")]
    public void A_parameter_with_choices_names_them(string path, string name, string choices)
    {
        var operation = _contract.Operations.Single(o => (o.Path, o.Method) == (path, "get")).Operation;
        var parameter = operation.GetProperty("parameters").EnumerateArray().Single(p => Text(p, "name") == name);
        var schema = parameter.GetProperty("schema");
        var isRepeated = Text(schema, "type") == "array";
        Assert.Equal(name == "status", isRepeated);
        if (isRepeated) Assert.DoesNotContain("\"explode\":false", parameter.GetRawText().Replace(" ", "")); // form and explode, which is what OpenAPI takes for granted
        Assert.Equal(choices, (isRepeated ? schema.GetProperty("items") : schema).GetProperty("enum").GetRawText().Replace("\n", "").Replace(" ", ""));
    }

    [Theory]
    [InlineData("GET", "/api/nothing")]
    [InlineData("GET", "/api/events")]
    [InlineData("DELETE", "/api/leaderboard")]
    [InlineData("GET", "/swagger/index.html")]
    public async Task An_answer_that_the_document_lacks_fails_the_test_that_gets_it(string method, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => _api.SendAsync(request));
    }

    [Fact]
    public void Every_operation_says_what_it_does_under_a_name_of_its_own()
    {
        foreach (var (path, method, operation) in _contract.Operations)
        {
            Assert.All(["operationId", "summary", "description"], name => Assert.False(string.IsNullOrWhiteSpace(Text(operation, name)), $"{method} {path}: {name}"));
            Assert.NotEmpty(operation.GetProperty("tags").EnumerateArray());
        }

        Assert.Equal(Expected.Length, _contract.Operations.Select(o => Text(o.Operation, "operationId")).Distinct().Count());
    }

    [Fact]
    public void Every_parameter_has_a_description_a_schema_and_no_example_that_does_not_fit()
    {
        foreach (var (path, method, operation) in _contract.Operations)
        {
            if (!operation.TryGetProperty("parameters", out var parameters)) continue;
            foreach (var parameter in parameters.EnumerateArray())
            {
                var name = $"{method} {path}: {Text(parameter, "name")}";
                Assert.False(string.IsNullOrWhiteSpace(Text(parameter, "description")), name);
                var isPath = Text(parameter, "in") == "path";
                Assert.True(parameter.TryGetProperty("example", out var example) || !isPath, name + " has no example");
                if (example.ValueKind == JsonValueKind.Undefined) continue;
                Assert.Empty(_contract.Faults(example, parameter.GetProperty("schema")));
            }
        }
    }

    [Fact]
    public void Every_body_and_every_answer_has_a_schema_and_an_example_that_fits_it()
    {
        foreach (var (path, method, operation) in _contract.Operations)
        {
            if (operation.TryGetProperty("requestBody", out var body)) CheckContent(body, $"{method} {path} body");
            foreach (var response in operation.GetProperty("responses").EnumerateObject())
            {
                Assert.False(string.IsNullOrWhiteSpace(Text(response.Value, "description")), $"{method} {path} {response.Name}");
                if (response.Name == "204") continue;
                CheckContent(response.Value, $"{method} {path} {response.Name}");
                if (response.Name is "429" || (response.Name is "503" && path != "/health" && path != "/alive")) Assert.True(response.Value.GetProperty("headers").TryGetProperty("Retry-After", out _));
                if (response.Name is "201") Assert.True(response.Value.GetProperty("headers").TryGetProperty("Location", out _));
            }
        }
    }

    [Fact]
    public void Every_schema_and_every_property_is_described()
    {
        foreach (var schema in _contract.Document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            Assert.False(string.IsNullOrWhiteSpace(Text(schema.Value, "description")), schema.Name);
            foreach (var property in schema.Value.GetProperty("properties").EnumerateObject())
            {
                var described = property.Value.TryGetProperty("description", out _) || property.Value.TryGetProperty("$ref", out _) || property.Value.TryGetProperty("oneOf", out _);
                Assert.True(described, $"{schema.Name}.{property.Name}");
            }
        }
    }

    [Fact]
    public async Task The_examples_of_bodies_are_taken()
    {
        foreach (var (path, method, operation) in _contract.Operations.Where(o => o.Operation.TryGetProperty("requestBody", out _)).OrderBy(o => o.Path == "/api/leads" ? 0 : 1))
        {
            var lead = (await _api.GetAsync("/api/leads")).Expect(200).GetProperty("leads").EnumerateArray().FirstOrDefault();
            var id = lead.ValueKind == JsonValueKind.Undefined ? "" : Text(lead, "id");
            var content = operation.GetProperty("requestBody").GetProperty("content");
            if (content.TryGetProperty("multipart/form-data", out var form))
            {
                Assert.True((await _api.UploadAsync(path, Text(form.GetProperty("example"), "file")!)).Status is 200 or 202);
                continue;
            }

            var example = content.GetProperty("application/json").GetProperty("example").GetRawText();
            var answer = await _api.SendAsync(
                HttpMethod.Parse(method), path.Replace("{id}", id).Replace("{type}", "page_view"), System.Text.Encoding.UTF8.GetBytes(example.Replace("019c1f2e5a7b7c41a0f3d2b4c6e8a901", id)));
            Assert.True(answer.Status is 200 or 201 or 202, $"{method} {path}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task Swagger_is_at_its_address()
    {
        var page = await _api.GetUndocumentedAsync("/swagger/index.html");
        Assert.Equal((200, "text/html"), (page.Status, page.MediaType));
        Assert.Equal(200, (await _api.GetUndocumentedAsync("/swagger/swagger-ui-bundle.js")).Status);
    }

    private void CheckContent(JsonElement holder, string name)
    {
        Assert.True(holder.TryGetProperty("content", out var contents), name + " has no content");
        foreach (var content in contents.EnumerateObject())
        {
            Assert.True(content.Value.TryGetProperty("schema", out var schema), name + " has no schema");
            Assert.True(content.Value.TryGetProperty("example", out var example), $"{name} {content.Name} has no example");
            var faults = _contract.Faults(example, schema);
            Assert.True(faults.Count == 0, $"{name}: {string.Join("; ", faults)}");
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
