using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeadScoring.LocalHosting.Logging;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.LocalHosting;

public sealed class ResourcePageTests : IAsyncLifetime
{
    private SmallApp _app = null!;

    public async Task InitializeAsync() => _app = await SmallApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/logs?resource=talker&instance=1")]
    [InlineData("/page.css")]
    [InlineData("/page.js")]
    public async Task The_page_is_served_with_a_policy_that_runs_nothing_else(string path)
    {
        using var answer = await _app.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_sites_are_refused_and_nothing_happens()
    {
        foreach (var (method, path, header, value) in new[]
        {
            ("GET", "/", "Host", "evil.example"),
            ("GET", "/api/logs", "Sec-Fetch-Site", "cross-site"),
            ("POST", "/api/resources/talker/stop", "Host", "evil.example"),
            ("POST", "/api/resources/talker/stop", "Origin", "http://evil.example"),
            ("POST", "/api/resources/talker/stop", "Sec-Fetch-Site", "cross-site"),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add(header, value);
            using var answer = await _app.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _app.Http.GetAsync("/api/resources/talker/stop")).StatusCode);
        Assert.True(SmallApp.IsAlive(_app.ProcessId("talker")));
    }

    [Fact]
    public async Task Commands_are_answered_when_done_or_with_the_reason()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("/api/resources/talker/stop?instance=1")).StatusCode);
        Assert.True(_app.Status("talker").IsStopped);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/api/resources/talker/start?instance=2")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/api/resources/nobody/start")).StatusCode);
        using var refused = await PostAsync("/api/resources/talker/explode");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("not available", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_leaves_only_when_it_is_asked_for_by_its_name()
    {
        var details = await _app.Http.GetStringAsync("/api/resources/talker?instance=1");

        Assert.Contains("plain text", details, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", details, StringComparison.Ordinal);
        Assert.Contains("""{"name":"API_KEY","value":null}""", details, StringComparison.Ordinal);
        Assert.Contains("says.txt", details, StringComparison.Ordinal);
        Assert.Contains("hunter2", await _app.Http.GetStringAsync("/api/resources/talker/values/API_KEY?instance=1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_begins_with_what_is_and_goes_on_from_the_line_that_was_seen()
    {
        await SmallApp.WaitAsync(() => _app.App.Host.Logs.Since(0, "talker").Lines.Count == 1, "hello is read");
        string seen;
        await using (var first = await SseClient.OpenAsync(_app.Http, "/api/stream?logs&resource=talker"))
        {
            var resources = (await first.NextAsync())!.Value;
            Assert.Equal("resources", resources.Kind);
            Assert.Equal(["redis", "talker"], resources.Data.GetProperty("resources").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
            var logs = await LogsAsync(first);
            Assert.Equal("hello", Assert.Single(logs.Data.EnumerateArray())[4].GetString());
            seen = logs.Id;
        }

        _app.Says("\e[31mnews\e[0m");
        await using var again = await SseClient.OpenAsync(_app.Http, $"/api/stream?logs&resource=talker&after={seen}");
        Assert.Equal("resources", (await again.NextAsync())!.Value.Kind);
        Assert.Equal("news", Assert.Single((await LogsAsync(again)).Data.EnumerateArray())[4].GetString());
        await _app.DoAsync("talker", "stop");
        for (var isStopped = false; !isStopped;)
        {
            var next = (await again.NextAsync())!.Value;
            isStopped = next.Kind == "resources" && next.Data.GetProperty("resources")[1].GetProperty("instances")[0] is var i
                && i.GetProperty("isStopped").GetBoolean() && i.GetProperty("state").GetString() == "Exited";
        }
    }

    [Fact]
    public async Task A_page_of_an_earlier_host_gets_everything_anew()
    {
        await SmallApp.WaitAsync(() => _app.App.Host.Logs.Since(0, "talker").Lines.Count == 1, "hello is read");
        await using var stream = await SseClient.OpenAsync(_app.Http, $"/api/stream?logs&resource=talker&after={Guid.NewGuid():n}-999999");

        Assert.Equal("resources", (await stream.NextAsync())!.Value.Kind);
        Assert.Equal("hello", Assert.Single((await LogsAsync(stream)).Data.EnumerateArray())[4].GetString());
    }

    [Fact]
    public async Task Streams_are_bounded_and_a_closed_one_makes_room()
    {
        var open = new List<SseClient>();
        for (var i = 0; i < 32; i++) open.Add(await SseClient.OpenAsync(_app.Http, "/api/stream"));
        using (var refused = await _app.Http.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        await open[0].DisposeAsync();
        _app.Says("something to send, which finds out who is gone");

        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await _app.Http.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead);
                return answer.IsSuccessStatusCode;
            },
            "there is room");
        foreach (var stream in open.Skip(1)) await stream.DisposeAsync();
    }

    [Fact]
    public async Task A_flood_of_lines_reaches_a_page_in_bounds()
    {
        _app.Says(string.Join('\n', Enumerable.Range(1, 20_000).Select(i => $"line {i}")));
        await SmallApp.WaitAsync(() => _app.App.Host.Logs.Since(0, "talker").Lines is [.., { Content: "line 20000" }], "all is read");

        await using var stream = await SseClient.OpenAsync(_app.Http, "/api/stream?logs");
        var got = new List<string>();
        while (got.Count == 0 || got[^1] != "line 20000") got.AddRange((await LogsAsync(stream)).Data.EnumerateArray().Select(l => l[4].GetString()!));

        Assert.InRange(got.Count, LogStore.KeptLines, LogStore.KeptLines + 20); // and what Redis said
        var file = await _app.Http.GetAsync("/api/logs?resource=talker&instance=1");
        Assert.Equal("talker-1.log", file.Content.Headers.ContentDisposition!.FileName);
        Assert.EndsWith(" talker line 20000\n", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>The next lines; a resource may change at any time in between.</summary>
    private static async Task<(string Id, string Kind, JsonElement Data)> LogsAsync(SseClient stream)
    {
        while (true)
        {
            var next = (await stream.NextAsync())!.Value;
            if (next.Kind != "resources") return next;
        }
    }

    private Task<HttpResponseMessage> PostAsync(string path) => _app.Http.PostAsync(path, null);
}
