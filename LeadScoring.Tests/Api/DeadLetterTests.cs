using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using System.Text.Json;

namespace LeadScoring.Tests.Api;

[Trait("Category", StoreUnderTest.Any)]
public sealed class DeadLetterTests : IAsyncLifetime
{
    private const string Payload = """{"eventId":"e1","eventType":"page_view","leadId":"l1","timestamp":1,"metadata":{"a":[1,"é"]}}""";

    private readonly ManualTime _time = new();
    private ApiHost _api = null!;

    private IEventStore Events => _api.Services.GetRequiredService<IEventStore>();

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Dead_letters_are_listed_newest_first_with_their_event()
    {
        for (var i = 1; i <= 60; i++) _api.Dead.Letters.Add(Letter($"e{i}", i, Payload));
        var list = (await _api.GetAsync("/api/queue/dead-letters")).Expect(200);
        Assert.Equal(60, list.GetProperty("total").GetInt64());
        var letters = list.GetProperty("deadLetters").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"e{60 - i}"), letters.Select(l => l.GetProperty("eventId").GetString()));
        Assert.Equal(
            $$"""{"id":"live.2.1700000000060-0","eventId":"e60","leadId":"l1","reason":"unknown lead l1","cause":"unknown_lead","attempts":5,"lane":"live","partition":2,"failedAt":"1970-01-01T00:00:00.060Z","event":{{Payload}},"payload":null}""",
            letters[0].GetRawText());
        Assert.Equal(2, (await _api.GetAsync("/api/queue/dead-letters?limit=2")).Expect(200).GetProperty("deadLetters").GetArrayLength());
    }

    public static readonly TheoryData<string, string> Unreadable = new()
    {
        { "garbage", "garbage" },
        { "", "" },
        { "[1]", "[1]" },
        { "\"text\"", "\"text\"" },
        { "{\"a\":1} more", "{\"a\":1} more" },
        { new string('x', 5_000), new string('x', 4_000) },
        { new string('x', 3_999) + "🚀 and on", new string('x', 3_999) },
        { $"{{\"a\":\"{new string('y', 200_000)}\"}}", "{\"a\":\"" + new string('y', 3_994) },
        { string.Concat(Enumerable.Repeat("{\"a\":", 300)) + "1" + new string('}', 300), string.Concat(Enumerable.Repeat("{\"a\":", 300)) + "1" + new string('}', 300) },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_is_no_event_is_shown_as_text_of_a_bounded_length(string payload, string shown)
    {
        _api.Dead.Letters.Add(Letter(null, 1, payload) with { LeadId = null });
        var letter = (await _api.GetAsync("/api/queue/dead-letters")).Expect(200).GetProperty("deadLetters")[0];
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, shown), (letter.GetProperty("event").ValueKind, letter.GetProperty("eventId").ValueKind, letter.GetProperty("payload").GetString()));
    }

    [Fact]
    public async Task A_retried_event_waits_at_its_location_and_no_longer_reads_as_failed()
    {
        _api.Dead.Letters.Add(Letter("e1", 1_000, Payload));
        await Events.RecordFailureAsync(new FailedEvent("e1", "l1", "unknown lead l1", 5, 1_000), default);
        _api.Queue.Entry = new EntryStatus(EntryState.Waiting, 0, "e1", "l1");

        var answer = await _api.PostAsync("/api/queue/dead-letters/live.2.1700000001000-0/retry", "");
        Assert.Equal("""{"jobId":"e1","queued":true,"message":"Event queued to be tried again"}""", answer.Expect(202).GetRawText());
        Assert.Equal("/api/queue/job/e1?lane=live&partition=3&entry=1700000009000-0", answer.Location);
        Assert.Equal("waiting", (await _api.GetAsync(answer.Location!)).Expect(200).GetProperty("state").GetString());
        (await _api.GetAsync("/api/queue/job/e1")).ExpectProblem(404, "jobId");
        (await _api.PostAsync("/api/queue/dead-letters/live.2.1700000001000-0/retry", "")).ExpectProblem(404, "id");
        Assert.Single(_api.Dead.Retried);
    }

    [Fact]
    public async Task A_younger_failure_of_the_same_event_stays()
    {
        _api.Dead.Letters.Add(Letter("e1", 1_000, Payload));
        await Events.RecordFailureAsync(new FailedEvent("e1", "l1", "once more", 5, 1_001), default);
        (await _api.PostAsync("/api/queue/dead-letters/live.2.1700000001000-0/retry", "")).Expect(202);
        Assert.Equal("once more", (await _api.GetAsync("/api/queue/job/e1")).Expect(200).GetProperty("failedReason").GetString());
    }

    [Fact]
    public async Task A_retry_that_could_not_be_appended_can_be_sent_again()
    {
        _api.Dead.Letters.Add(Letter("e1", 1_000, Payload));
        _api.Dead.RetryThrows = new QueueUnavailableException("Redis does not answer.");
        (await _api.PostAsync("/api/queue/dead-letters/live.2.1700000001000-0/retry", "")).ExpectProblem(503);
        _api.Dead.RetryThrows = null;
        (await _api.PostAsync("/api/queue/dead-letters/live.2.1700000001000-0/retry", "")).Expect(202);
    }

    [Fact]
    public async Task A_retry_that_comes_too_late_is_refused_and_the_job_still_says_why_it_failed()
    {
        _api.Dead.Letters.Add(Letter("e1", 1_000, Payload));
        await Events.RecordFailureAsync(new FailedEvent("e1", "l1", "because", 5, 1_000), default);
        _api.Dead.BeforeRetry = _api.Dead.Letters.Clear;
        (await _api.PostAsync("/api/queue/dead-letters/live.2.1700000001000-0/retry", "")).ExpectProblem(404, "id");
        Assert.Equal("because", (await _api.GetAsync("/api/queue/job/e1")).Expect(200).GetProperty("failedReason").GetString());
    }

    [Fact]
    public async Task A_retry_that_could_not_be_appended_leaves_the_job_failed()
    {
        _api.Dead.Letters.Add(Letter("e1", 1_000, Payload));
        await Events.RecordFailureAsync(new FailedEvent("e1", "l1", "because", 5, 1_000), default);
        _api.Dead.RetryThrows = new QueueUnavailableException("Redis does not answer.");
        (await _api.PostAsync("/api/queue/dead-letters/live.2.1700000001000-0/retry", "")).ExpectProblem(503);
        Assert.Equal("because", (await _api.GetAsync("/api/queue/job/e1")).Expect(200).GetProperty("failedReason").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no event id!")]
    public async Task What_has_no_readable_event_has_no_job(string? eventId)
    {
        _api.Dead.Letters.Add(Letter(eventId, 1_000, "garbage"));
        var answer = await _api.PostAsync("/api/queue/dead-letters/live.2.1700000001000-0/retry", "");
        Assert.Equal(JsonValueKind.Null, answer.Expect(202).GetProperty("jobId").ValueKind);
        Assert.Null(answer.Location);
        Assert.Single(_api.Dead.Retried);
    }

    [Fact]
    public async Task A_discarded_one_is_gone_and_its_job_still_says_why()
    {
        _api.Dead.Letters.Add(Letter("e1", 1_000, Payload));
        await Events.RecordFailureAsync(new FailedEvent("e1", "l1", "because", 5, 1_000), default);
        var answer = await _api.DeleteAsync("/api/queue/dead-letters/live.2.1700000001000-0");
        Assert.Equal((204, ""), (answer.Status, answer.Text));
        (await _api.DeleteAsync("/api/queue/dead-letters/live.2.1700000001000-0")).ExpectProblem(404, "id");
        Assert.Equal("because", (await _api.GetAsync("/api/queue/job/e1")).Expect(200).GetProperty("failedReason").GetString());
    }

    [Theory]
    [InlineData("", 24)]
    [InlineData("?olderThanHours=", 24)]
    [InlineData("?olderThanHours=0", 0)]
    [InlineData("?olderThanHours=8760", 8760)]
    public async Task Cleaning_takes_what_is_older(string query, int hours)
    {
        var limit = _time.NowMs - (hours * 3_600_000L);
        _api.Dead.Letters.AddRange([Letter("old", limit - 1, Payload), Letter("young", limit, Payload)]);
        Assert.Equal("""{"removed":1}""", (await _api.PostAsync("/api/queue/clean" + query, "")).Expect(200).GetRawText());
        Assert.Equal("young", Assert.Single(_api.Dead.Letters).EventId);
        Assert.Equal(limit, _api.Dead.CleanedBefore!.Value.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Wrong_parameters_are_named()
    {
        foreach (var limit in new[] { "0", "201", "x", "-1" }) (await _api.GetAsync("/api/queue/dead-letters?limit=" + limit)).ExpectProblem(400, "limit");
        foreach (var hours in new[] { "-1", "8761", "1.5", "x" }) (await _api.PostAsync("/api/queue/clean?olderThanHours=" + hours, "")).ExpectProblem(400, "olderThanHours");
    }

    [Fact]
    public async Task While_the_queue_is_away_nothing_is_done()
    {
        _api.Dead.Throws = new QueueUnavailableException("Redis does not answer.");
        (await _api.GetAsync("/api/queue/dead-letters")).ExpectProblem(503);
        (await _api.DeleteAsync("/api/queue/dead-letters/live.2.1-0")).ExpectProblem(503);
        (await _api.PostAsync("/api/queue/dead-letters/live.2.1-0/retry", "")).ExpectProblem(503);
    }

    private static DeadLetter Letter(string? eventId, long failedAtMs, string payload) => new(
        $"live.2.{1_700_000_000_000 + failedAtMs}-0", eventId, "l1", "unknown lead l1", 5, new EntryLocation(Lane.Live, 2, "1-1"), failedAtMs, payload);
}
