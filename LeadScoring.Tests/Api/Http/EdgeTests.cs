using LeadScoring.Core.Rules;
using LeadScoring.Core.Stores;
using LeadScoring.Tests.Api.Fakes;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace LeadScoring.Tests.Api.Http;

/// <summary>What every endpoint has in common: how wrong requests are explained, and what is answered while something is away.</summary>
public sealed class EdgeTests
{
    [Theory]
    [InlineData("PUT", "/api/rules/page_view", """{"points":"x","active":1,"description":5,"appliesTo":"old"}""", "points active description appliesTo")]
    [InlineData("PUT", "/api/rules/page_view", """{"points":1,"points":2,"active":"yes"}""", "points active")]
    [InlineData("PUT", "/api/rules/Page%20View", """{"points":0.5}""", "type points")]
    [InlineData("POST", "/api/rules/preview", """{"eventType":"Page View","points":1e9,"thresholds":["1"]}""", "eventType points thresholds")]
    [InlineData("POST", "/api/leads", """{"name":"","email":"nobody","company":[],"status":"x","metadata":5}""", "name email company status metadata")]
    [InlineData("POST", "/api/leads", """{"Name":"A","EMAIL":"a@example.com"}""", "name email")]
    [InlineData("GET", "/api/leads?page=x&limit=0&minScore=a&status=b&activeSince=c&sort=d", null, "page limit minScore status activeSince sort")]
    [InlineData("GET", "/api/leads?minScore=2&maxScore=1&activeSince=2026-01-02&inactiveSince=2026-01-01", null, "minScore activeSince")]
    [InlineData("GET", "/api/queue/job/a?lane=fast&partition=x", null, "lane partition")]
    [InlineData("GET", "/api/leads/reasons", null, "leadId")]
    [InlineData("GET", "/api/leads/trends?from=x&points=y", null, "from points")]
    public async Task Everything_that_is_wrong_is_named_at_once(string method, string path, string? json, string fields)
    {
        await using var api = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (json is not null) request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        var problem = (await api.SendAsync(request)).ExpectProblem(400);
        Assert.Equal(fields.Split(' '), problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
        Assert.Equal("The request is not valid.", problem.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("", "Required: a text of 1 to 200 characters.")]
    [InlineData("\"name\":7,", "Must be a text of 1 to 200 characters.")]
    [InlineData("\"name\":\"\\ud800\",", "Must be well-formed Unicode.")]
    [InlineData("\"name\":\"a\\u0007\",", "Must not contain control characters.")]
    public async Task A_wrong_field_says_what_to_send_instead(string name, string message)
    {
        await using var api = await ApiHost.StartAsync();
        Assert.Equal(message, (await api.PostAsync("/api/leads", $$"""{{{name}}"email":"a@example.com"}""")).ExpectProblem(400, "name"));
    }

    [Theory]
    [InlineData("/api/leads")]
    [InlineData("/api/leads/unknown")]
    [InlineData("/api/rules/page_view")]
    [InlineData("/api/queue/stats")]
    [InlineData("/api/export/leads")]
    [InlineData("/api/leaderboard")]
    [InlineData("/api/imports")]
    [InlineData("/api/imports/unknown")]
    [InlineData("/api/rescores")]
    [InlineData("/api/replay")]
    [InlineData("/api/queue/dead-letters")]
    [InlineData("/health")]
    public async Task HEAD_answers_as_GET_without_a_body(string path)
    {
        await using var api = await ApiHost.StartAsync();
        using var http = new HttpClient { BaseAddress = api.Http.BaseAddress };
        using var expected = await http.GetAsync(path);
        using var actual = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal((expected.StatusCode, expected.Content.Headers.ContentType, expected.Headers.ETag), (actual.StatusCode, actual.Content.Headers.ContentType, actual.Headers.ETag));
        Assert.Empty(await actual.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Metadata_is_kept_as_it_was_sent()
    {
        await using var api = await ApiHost.StartAsync();
        const string metadata = """{"a":1, "a":2,"b":[1e2,"\u00e9"]}""";
        var lead = (await api.PostAsync("/api/leads", $$"""{"name":"A","email":"a@example.com","metadata":{{metadata}}}""")).Expect(201);
        Assert.Equal(metadata, lead.GetProperty("metadata").GetRawText());
        (await api.PostAsync("/api/leads", """{"name":"A","email":"b@example.com","metadata":{"a":"\ud800"}}""")).ExpectProblem(400, "metadata");
    }

    [Fact]
    public async Task While_the_store_is_away_a_read_says_that_nothing_was_changed_and_a_write_asks_to_be_sent_again()
    {
        var rules = Substitute.For<IRuleStore>();
        rules.CurrentAsync(default).ThrowsAsyncForAnyArgs(new StoreUnavailableException("away"));
        rules.PublishAsync(default!, default).ThrowsAsyncForAnyArgs(new StoreUnavailableException("away"));
        await using var api = await ApiHost.StartAsync(services: s => s.AddSingleton(rules));
        var read = await api.GetAsync("/api/rules");
        Assert.Equal("1", read.RetryAfter);
        Assert.Equal("The store does not answer or is too busy. Nothing was changed: try again.", read.ExpectProblem(503).GetProperty("detail").GetString());
        var write = await api.PutAsync("/api/rules/page_view", """{"points":1}""");
        Assert.Equal("The store does not answer or is too busy. Send the request again.", write.ExpectProblem(503).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task While_the_queue_is_away_a_read_does_not_ask_for_the_whole_request_again()
    {
        await using var api = await ApiHost.StartAsync();
        api.Dead.Throws = new Core.Queue.QueueUnavailableException("Redis does not answer.");
        Assert.Equal("The event queue does not answer. Nothing was changed: try again.", (await api.GetAsync("/api/queue/dead-letters")).ExpectProblem(503).GetProperty("detail").GetString());
        Assert.Contains("send the whole request again", (await api.DeleteAsync("/api/queue/dead-letters/live.2.1-0")).ExpectProblem(503).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_preview_runs_at_a_time_and_only_a_few_wait_for_it()
    {
        var (running, most, done) = (0, 0, new TaskCompletionSource());
        var rules = Substitute.For<IRuleStore>();
        rules.PreviewAsync(default!, default!, default).ReturnsForAnyArgs(async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await done.Task;
            Interlocked.Decrement(ref running);
            return new RulePreview(0, 0, 0, [], [], 0, []);
        });
        await using var api = await ApiHost.StartAsync(services: s => s.AddSingleton(rules));
        var asked = Enumerable.Range(0, 6).Select(_ => api.PostAsync("/api/rules/preview", """{"eventType":"page_view","points":1}""")).ToList();
        var refused = await await Task.WhenAny(asked);
        Assert.Equal("5", refused.RetryAfter);
        Assert.Equal("Another preview is under way. Send the request again when it is done.", refused.ExpectProblem(503).GetProperty("detail").GetString());
        done.SetResult();
        var answers = await Task.WhenAll(asked);
        Assert.Equal((5, 1, 1), (answers.Count(a => a.Status == 200), answers.Count(a => a.Status == 503), most));
    }
}
