using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using System.Text;

namespace LeadScoring.Tests.Api;

[Trait("Category", StoreUnderTest.Any)]
public sealed class BatchTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private string _lead = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _lead = await _api.LeadAsync();
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_batch_queues_its_valid_events_and_rejects_the_others_by_index()
    {
        var deep = new string('[', 100) + new string(']', 100);
        var answer = (await _api.PostAsync("/api/events/batch", """
            {"source":"crm","events":[
             {"eventId":"e0","eventType":"page_view","leadId":"LEAD"},
             {"eventId":"e1","eventType":"page_view","leadId":"nobody"},
             5, null, "text", [1,[2]],
             {"eventId":"e6","eventType":"page_view","leadId":"LEAD","timestamp":"never"},
             {"eventId":["e7"],"eventType":{"a":[1]},"leadId":"LEAD"},
             {"eventId":"e8","eventType":"page_view","leadId":"LEAD","metadata":{"x":DEEP } },
             {"eventId":"e9","eventType":"page_view","leadId":"\ud800","metadata":{"x":[1]}},
             {"eventId":"e10","eventType":"page_view","email":"john@example.com","metadata":{"x":[1]}},
             {"eventId":"e10","eventType":"page_view","leadId":"LEAD"}
            ]}
            """.Replace("LEAD", _lead).Replace("DEEP", deep))).Expect(202);
        Assert.Equal(3, answer.GetProperty("queued").GetInt32());
        Assert.Equal(["e0", "e10", "e10"], answer.GetProperty("jobIds").EnumerateArray().Select(j => j.GetString()));
        var rejected = answer.GetProperty("rejected").EnumerateArray().ToList();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], rejected.Select(r => r.GetProperty("index").GetInt32()));
        Assert.Equal("e1", rejected[0].GetProperty("eventId").GetString());
        Assert.StartsWith("leadId:", rejected[0].GetProperty("error").GetString());
        Assert.StartsWith("timestamp:", rejected[5].GetProperty("error").GetString());
        Assert.StartsWith("metadata:", rejected[7].GetProperty("error").GetString());
        Assert.Equal("""{"x":[1]}""", _api.Queue.Enqueued[1].Metadata);
    }

    [Fact]
    public async Task A_bare_array_is_a_batch()
    {
        var answer = await _api.PostAsync("/api/events/batch", $$"""[{"eventId":"e0","eventType":"page_view","leadId":"{{_lead}}"}]""");
        Assert.Equal(1, answer.Expect(202).GetProperty("queued").GetInt32());
    }

    [Fact]
    public async Task A_batch_without_a_valid_event_is_refused_with_every_reason()
    {
        var problem = (await _api.PostAsync("/api/events/batch", """{"events":[{"eventId":"a"},{"eventId":"b","eventType":"x","leadId":"nobody"}]}""")).ExpectProblem(400);
        Assert.Equal(2, problem.GetProperty("rejected").GetArrayLength());
        Assert.True(problem.GetProperty("errors").TryGetProperty("events", out _));
        Assert.Empty(_api.Queue.Enqueued);
    }

    [Theory]
    [InlineData("""{"events":[]}""", "events")]
    [InlineData("[]", "events")]
    [InlineData("{}", "events")]
    [InlineData("""{"events":null}""", "events")]
    [InlineData("""{"events":{"a":1}}""", "events")]
    [InlineData("""{"events":[],"events":[]}""", "events")]
    [InlineData("5", "$")]
    [InlineData("\"text\"", "$")]
    [InlineData("", "$")]
    [InlineData("""{"events":[{"eventId":"a"},{"eventId":"b" "c"}]}""", "events[1].eventId|events[1]")]
    [InlineData("""{"events":[{"eventId":"a"}""", "events[1]")]
    [InlineData("""{"events":[{"eventId":"a"}]} x""", "$")]
    public async Task A_body_that_is_not_a_batch_is_refused_with_the_place(string json, string field)
    {
        var problem = (await _api.PostAsync("/api/events/batch", json)).ExpectProblem(400);
        Assert.Contains(Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name, field.Split('|'));
    }

    [Fact]
    public async Task A_batch_has_at_most_ten_thousand_events()
    {
        (await _api.PostAsync("/api/events/batch", Batch(10_000))).Expect(202);
        (await _api.PostAsync("/api/events/batch", Batch(10_001))).ExpectProblem(413);
        Assert.Equal(10_000, _api.Queue.Enqueued.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_batch_has_at_most_ten_megabytes(bool chunked)
    {
        foreach (var (size, status) in new[] { (10 * 1024 * 1024, 202), ((10 * 1024 * 1024) + 1, 413) })
        {
            var body = Encoding.UTF8.GetBytes(Batch(1).PadRight(size));
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events/batch") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.TransferEncodingChunked = chunked;
            if (status == 202) (await _api.SendAsync(request)).Expect(202);
            else (await _api.SendAsync(request)).ExpectProblem(413);
        }
    }

    private string Batch(int count) => System.Text.Json.JsonSerializer.Serialize(new
    {
        events = Enumerable.Range(0, count).Select(i => new { eventId = $"e{i}", eventType = "page_view", leadId = _lead }),
    });
}
