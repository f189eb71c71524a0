using System.Diagnostics;
using System.Text;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Api.Http;

/// <summary>Malformed and hostile requests are answered with problem details, never with a 500.</summary>
public sealed class HostileTests : IAsyncLifetime
{
    private static readonly (HttpMethod Method, string Path)[] Bodies =
    [
        (HttpMethod.Post, "/api/leads"), (HttpMethod.Post, "/api/events"), (HttpMethod.Post, "/api/events/batch"), (HttpMethod.Put, "/api/rules/page_view"),
    ];

    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("{\n \"eventId\": \"a\",\n \"metadata\": {\"x\": [1, tru]}}", "metadata.x[1]", "line 3, position")]
    [InlineData("{\"eventId\": 'a'}", "eventId", "line 1, position 13")]
    [InlineData("{\"eventId\":\"a\",}", "$", "line 1")]
    [InlineData("{\"eventId\":\"a\"", "$", "line 1")]
    [InlineData("{\"eventId\":\"a\"} {}", "$", "line 1, position 17")]
    [InlineData("{\"eventId\":\"a\nb\"}", "eventId", "line 1, position")]
    [InlineData("not json", "$", "line 1, position")]
    [InlineData("{\"a\":NaN}", "a", "line 1, position 6")]
    [InlineData("/* c */ {}", "$", "line 1, position 1")]
    public async Task Broken_json_names_path_and_position(string json, string path, string position)
    {
        foreach (var target in new[] { "/api/events", "/api/leads" })
        {
            Assert.Contains(position, (await _api.PostAsync(target, json)).ExpectProblem(400, path));
        }
    }

    [Theory]
    [InlineData("https://evil.example", null, 403)]
    [InlineData("null", null, 403)]
    [InlineData(null, "cross-site", 403)]
    [InlineData("own", "same-origin", 201)]
    [InlineData(null, null, 201)]
    public async Task Pages_of_other_sites_cannot_write(string? origin, string? fetchSite, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/leads") { Content = new StringContent("""{"name":"Eve","email":"eve@example.com"}""", Encoding.UTF8, "application/json") };
        if (origin is not null) request.Headers.Add("Origin", origin == "own" ? _api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);
        if (fetchSite is not null) request.Headers.Add("Sec-Fetch-Site", fetchSite);
        Assert.Equal(status, (await _api.SendAsync(request)).Status); // as the document says it
    }

    /// <summary>Accents out of order, which normalizing puts in order.</summary>
    [Fact]
    public async Task An_address_of_accents_is_refused_at_once()
    {
        var address = "a" + new string('\u0301', 200_000) + new string('\u0323', 200_000);
        var started = Stopwatch.GetTimestamp();
        Assert.Contains("254", (await _api.PostAsync("/api/leads", $$"""{"name":"A","email":"{{address}}"}""")).ExpectProblem(400, "email"), StringComparison.Ordinal);
        (await _api.PostAsync("/api/events", $$"""{"eventId":"e","eventType":"page_view","email":"{{address}}"}""")).ExpectProblem(404, "email");
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Hostile_bodies_are_refused_by_every_endpoint()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000);
        byte[][] bodies =
        [
            [], [0], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE, 0x7B, 0x00], "{\"name\":\"\xED\xA0\x80\"}"u8.ToArray(), [.. "{\"name\":\""u8, 0xC0, 0x80, .. "\"}"u8],
            [.. "{\"name\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8],
            Text(deep), Text("{\"metadata\":" + deep + "}"), Text(new string('[', 100_000)), Text("{\"\\ud800\":1}"), Text("{\"name\":\"\\ud800\\ud800\"}"),
            Text("{\"points\":" + new string('9', 10_000) + "}"), Text("{\"points\":1e99999}"), Text("{\"__proto__\":{\"x\":1}}"), Text("null"), Text("true"), Text("\"\\u0000\""), Text("[[]]"),
            Text("{\"eventId\":\"a\",\"eventId\":\"b\"}"), Text("{\"name\":{\"$gt\":\"\"},\"email\":{\"$gt\":\"\"}}"), Text("{\"\":\"\"}"), Text("{"), Text("\u2028{}"),
        ];
        foreach (var (method, path) in Bodies)
        {
            foreach (var body in bodies) (await _api.SendAsync(method, path, body)).ExpectProblem(400);
        }

        Assert.Empty(_api.Queue.Enqueued);
        Assert.Equal(0, (await _api.GetAsync("/api/leads")).Expect(200).GetProperty("total").GetInt64());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task A_body_that_is_not_json_by_its_type_is_refused(string contentType)
    {
        foreach (var (method, path) in Bodies) (await _api.SendAsync(method, path, "{}"u8.ToArray(), contentType: contentType)).ExpectProblem(415);
    }

    [Fact]
    public async Task Content_without_a_type_is_not_read()
    {
        using var untyped = new HttpRequestMessage(HttpMethod.Post, "/api/leads") { Content = new ByteArrayContent("{}"u8.ToArray()) };
        (await _api.SendAsync(untyped)).ExpectProblem(415);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("GET", "/api/events", 405)]
    [InlineData("DELETE", "/api/leaderboard", 405)]
    [InlineData("PATCH", "/api/rules/page_view", 405)]
    public async Task Wrong_addresses_and_methods_are_problems_whatever_is_accepted(string method, string path, int status)
    {
        foreach (var accept in new[] { "application/json", "text/html", "image/png" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("Accept", accept);
            (await _api.SendUndocumentedAsync(request)).ExpectProblem(status);
        }
    }

    [Fact]
    public async Task A_body_over_one_megabyte_is_refused_except_for_batches()
    {
        foreach (var (method, path) in Bodies)
        {
            if (!path.EndsWith("batch", StringComparison.Ordinal)) (await _api.SendAsync(method, path, new byte[1024 * 1024 + 1])).ExpectProblem(413);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/leads");
        request.Headers.Add("X-Large", new string('x', 20_000));
        Assert.Equal(431, (await _api.SendUndocumentedAsync(request)).Status);
    }

    [Fact]
    public async Task The_OpenAPI_document_and_its_browser_are_served()
    {
        var paths = (await _api.GetUndocumentedAsync("/openapi/v1.json")).Expect(200).GetProperty("paths");
        foreach (var path in new[] { "/api/leads", "/api/events", "/api/events/batch", "/api/rules/{type}", "/api/queue/job/{jobId}" })
        {
            Assert.True(paths.TryGetProperty(path, out _), path);
        }

        Assert.True(paths.GetProperty("/api/events").GetProperty("post").TryGetProperty("requestBody", out _));
        Assert.Equal(200, (await _api.GetUndocumentedAsync("/swagger/index.html")).Status);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
