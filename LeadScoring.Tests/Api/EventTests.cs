using LeadScoring.Core.Queue;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Api;

[Trait("Category", StoreUnderTest.Any)]
public sealed class EventTests : IAsyncLifetime
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
    public async Task An_event_is_queued_and_its_job_has_a_location()
    {
        var answer = await _api.PostAsync("/api/events", new { eventId = "evt:1+a", eventType = "page_view", leadId = _lead });
        var json = answer.Expect(202);
        Assert.Equal("evt:1+a", json.GetProperty("jobId").GetString());
        Assert.True(json.GetProperty("queued").GetBoolean());
        Assert.Equal("/api/queue/job/evt%3A1%2Ba?lane=live&partition=3&entry=1700000000000-0", answer.Location);

        var job = (await _api.GetAsync(answer.Location!)).Expect(200);
        Assert.Equal("completed", job.GetProperty("state").GetString());
        Assert.Equal(5, job.GetProperty("result").GetProperty("score").GetInt64());
    }

    [Theory]
    [InlineData("\"2026-01-02T03:04:05.678Z\"", "2026-01-02T03:04:05.678Z")]
    [InlineData("\"2026-01-02T03:04:05.6789999Z\"", "2026-01-02T03:04:05.678Z")]
    [InlineData("\"2026-01-02T03:04:05.6Z\"", "2026-01-02T03:04:05.600Z")]
    [InlineData("\"2026-01-02T03:04:05+05:30\"", "2026-01-01T21:34:05.000Z")]
    [InlineData("\"2026-01-02T23:04:05-0130\"", "2026-01-03T00:34:05.000Z")]
    [InlineData("\"2026-01-02T03:04:05\"", "2026-01-02T03:04:05.000Z")]
    [InlineData("\"2026-01-02T03:04Z\"", "2026-01-02T03:04:00.000Z")]
    [InlineData("\"2026-01-02\"", "2026-01-02T00:00:00.000Z")]
    [InlineData("\"1970-01-01T00:00:00Z\"", "1970-01-01T00:00:00.000Z")]
    [InlineData("\"2024-02-29T00:00:00\\u005a\"", "2024-02-29T00:00:00.000Z")]
    [InlineData("\"Fri, 02 Jan 2026 04:04:05 +0100\"", "2026-01-02T03:04:05.000Z")]
    [InlineData("\"Fri Jan 02 2026 04:04:05 GMT+0100 (Central European Standard Time)\"", "2026-01-02T03:04:05.000Z")]
    [InlineData("\"2.1.2026 3:04\\u202fPM\"", "2026-01-02T15:04:00.000Z")]
    [InlineData("\"1767323045678\"", "2026-01-02T03:04:05.678Z")]
    [InlineData("1767323045678", "2026-01-02T03:04:05.678Z")]
    [InlineData("1767323045.678", "2026-01-02T03:04:05.678Z")]
    [InlineData("1.767323045e9", "2026-01-02T03:04:05.000Z")]
    public async Task Timestamps_are_read_with_any_offset_and_written_in_utc(string timestamp, string expected)
    {
        (await _api.PostAsync("/api/events", $$"""{"eventId":"e","eventType":"page_view","leadId":"{{_lead}}","timestamp":{{timestamp}}}""")).Expect(202);
        var row = (await _api.GetAsync($"/api/leads/{_lead}/history")).Expect(200).GetProperty("history")[0];
        Assert.Equal(expected, row.GetProperty("timestamp").GetString());
    }

    [Theory]
    [InlineData("17")]
    [InlineData("-1700000000000")]
    [InlineData("\"yesterday\"")]
    [InlineData("\"2026-13-01T00:00:00Z\"")]
    [InlineData("\"2026-02-30T00:00:00Z\"")]
    [InlineData("\"2026-01-01T24:00:00Z\"")]
    [InlineData("\"2026-01-01T00:60:00Z\"")]
    [InlineData("\"2026-01-01T00:00:00+25:00\"")]
    [InlineData("\"2026-01-01T00:00:00.Z\"")]
    [InlineData("\"2026-01-01T00:00:00Zjunk\"")]
    [InlineData("\"1969-12-31T23:59:59.999Z\"")]
    [InlineData("\"1970-01-01T00:00:00+01:00\"")]
    [InlineData("\"0000-00-00T00:00:00Z\"")]
    [InlineData("\"٢٠٢٦-٠١-٠١\"")]
    [InlineData("\"9999-12-31T23:59:59Z\"")]
    [InlineData("\"01/02/2026\"")]
    [InlineData("\"2026-01-01T00:00:00.0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000Z\"")]
    [InlineData("{\"at\":1}")]
    [InlineData("[1]")]
    [InlineData("true")]
    [InlineData("1e999")]
    public async Task An_event_with_a_wrong_timestamp_is_refused_with_the_field(string timestamp) =>
        (await _api.PostAsync("/api/events", $$"""{"eventId":"e","eventType":"page_view","leadId":"{{_lead}}","timestamp":{{timestamp}}}""")).ExpectProblem(400, "timestamp");

    [Theory]
    [InlineData("1/5/2026", "Could be two dates")]
    [InlineData("2026-01-05 08:30:00 CET", "Send its offset")]
    public async Task A_timestamp_that_can_be_read_in_two_ways_says_why_it_is_refused(string timestamp, string reason) => Assert.Contains(
        reason, (await _api.PostAsync("/api/events", new { eventId = "e", eventType = "a", leadId = _lead, timestamp })).ExpectProblem(400, "timestamp"), StringComparison.Ordinal);

    [Theory]
    [InlineData("-e")]
    [InlineData("_e")]
    [InlineData("=~@")]
    public async Task An_eventId_begins_with_any_of_its_characters(string eventId)
    {
        (await _api.PostAsync("/api/events", new { eventId, eventType = "page_view", leadId = _lead })).Expect(202);
        (await _api.PostAsync("/api/events/batch", new[] { new { eventId, eventType = "page_view", leadId = _lead } })).Expect(202);
        Assert.All(_api.Queue.Enqueued, e => Assert.Equal(eventId, e.EventId));
    }

    [Fact]
    public async Task A_timestamp_may_be_at_most_a_day_ahead()
    {
        var now = TimeProvider.System.GetUtcNow();
        (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "page_view", leadId = _lead, timestamp = now.AddHours(23) })).Expect(202);
        (await _api.PostAsync("/api/events", new { eventId = "e2", eventType = "page_view", leadId = _lead, timestamp = now.AddHours(25) })).ExpectProblem(400, "timestamp");
    }

    [Theory]
    [InlineData("""{"eventType":"page_view","leadId":"L"}""", "eventId")]
    [InlineData("""{"eventId":null,"eventType":"page_view","leadId":"L"}""", "eventId")]
    [InlineData("""{"eventId":"","eventType":"page_view","leadId":"L"}""", "eventId")]
    [InlineData("""{"eventId":7,"eventType":"page_view","leadId":"L"}""", "eventId")]
    [InlineData("""{"eventId":{"$ne":1},"eventType":"page_view","leadId":"L"}""", "eventId")]
    [InlineData("""{"eventId":"a b","eventType":"page_view","leadId":"L"}""", "eventId")]
    [InlineData("""{"eventId":"é","eventType":"page_view","leadId":"L"}""", "eventId")]
    [InlineData("""{"eventId":"a\n","eventType":"page_view","leadId":"L"}""", "eventId")]
    [InlineData("""{"eventId":"a","eventId":"b","eventType":"page_view","leadId":"L"}""", "eventId")]
    [InlineData("""{"eventId":"e","leadId":"L"}""", "eventType")]
    [InlineData("""{"eventId":"e","eventType":"Page","leadId":"L"}""", "eventType")]
    [InlineData("""{"eventId":"e","eventType":[],"leadId":"L"}""", "eventType")]
    [InlineData("""{"eventId":"e","eventType":"page_view"}""", "leadId")]
    [InlineData("""{"eventId":"e","eventType":"page_view","leadId":""}""", "leadId")]
    [InlineData("""{"eventId":"e","eventType":"page_view","leadId":5}""", "leadId")]
    [InlineData("""{"eventId":"e","eventType":"page_view","email":5}""", "email")]
    [InlineData("""{"eventId":"e","eventType":"page_view","leadId":"L","metadata":[]}""", "metadata")]
    [InlineData("""{"eventId":"e","eventType":"page_view","leadId":"L","metadata":"x"}""", "metadata")]
    [InlineData("""{"eventId":"e","eventType":"page_view","leadId":"L","metadata":1}""", "metadata")]
    [InlineData("""{"eventId":"e","eventType":"page_view","leadId":"L","metadata":{"a":["\ud800"]}}""", "metadata")]
    [InlineData("""{"eventId":"e","eventType":"page_view","leadId":"L","metadata":{"\udc00":1}}""", "metadata")]
    [InlineData("""{"eventId":"e","eventType":"page_view","leadId":"L","sync":"yes"}""", "sync")]
    [InlineData("""{"eventId":"e","eventType":"page_view","leadId":"\ud800"}""", "event")]
    [InlineData("""{"eventId":"e","eventType":"page_view","leadId":"L","\ud800":1,"x":2,"timestamp":3}""", "timestamp|event")]
    public async Task An_event_with_a_wrong_field_is_refused_with_the_field(string json, string field)
    {
        var problem = (await _api.PostAsync("/api/events", json.Replace("\"L\"", $"\"{_lead}\""))).ExpectProblem(400);
        Assert.Contains(Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name, field.Split('|'));
        Assert.Empty(_api.Queue.Enqueued);
    }

    [Fact]
    public async Task EventId_and_metadata_have_limits()
    {
        (await _api.PostAsync("/api/events", new { eventId = new string('e', 129), eventType = "page_view", leadId = _lead })).ExpectProblem(400, "eventId");
        (await _api.PostAsync("/api/events", new { eventId = "e", eventType = new string('t', 65), leadId = _lead })).ExpectProblem(400, "eventType");
        var metadata = $$"""{"x":"{{new string('é', 16 * 1024)}}"}""";
        (await _api.PostAsync("/api/events", $$"""{"eventId":"e","eventType":"a","leadId":"{{_lead}}","metadata":{{metadata}}}""")).ExpectProblem(400, "metadata");
        (await _api.PostAsync("/api/events", $$"""{"eventId":"e","eventType":"a","leadId":"{{_lead}}","metadata":{{metadata.Replace("éééééé", "")}}}""")).Expect(202);
    }

    [Fact]
    public async Task Metadata_comes_back_as_it_was_sent()
    {
        const string metadata = """{"page":"/p\u0000","n":1e400,"pair":"\ud83d\ude00","list":[1,{"deep":null}]}""";
        (await _api.PostAsync("/api/events", $$"""{"eventId":"e","eventType":"a","leadId":"{{_lead}}","metadata":{{metadata}}}""")).Expect(202);
        var e = (await _api.GetAsync($"/api/leads/{_lead}/events")).Expect(200).GetProperty("events")[0];
        Assert.Equal(metadata, e.GetProperty("metadata").GetRawText());
        Assert.Equal(
            ["eventId", "eventType", "leadId", "timestamp", "metadata", "processedAt", "late"], e.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task The_lead_is_found_by_id_by_email_or_by_both()
    {
        var other = await _api.LeadAsync("other@example.com");
        (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "a", email = "JOHN@example.com" })).Expect(202);
        (await _api.PostAsync("/api/events", new { eventId = "e2", eventType = "a", email = "john@example.com", leadId = _lead })).Expect(202);
        Assert.All(_api.Queue.Enqueued, e => Assert.Equal(_lead, e.LeadId));
        (await _api.PostAsync("/api/events", new { eventId = "e3", eventType = "a", email = "john@example.com", leadId = other })).ExpectProblem(400, "email");
        (await _api.PostAsync("/api/events", new { eventId = "e4", eventType = "a", leadId = "nobody" })).ExpectProblem(404, "leadId");
        (await _api.PostAsync("/api/events", new { eventId = "e5", eventType = "a", leadId = new string('x', 100_000) })).ExpectProblem(404, "leadId");
        (await _api.PostAsync("/api/events", new { eventId = "e6", eventType = "a", email = "nobody@example.com" })).ExpectProblem(404, "email");
    }

    [Fact]
    public async Task Prefer_wait_answers_with_the_result()
    {
        var answer = await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = _lead }, "respond-async, wait=5");
        var job = answer.Expect(200);
        Assert.Equal("wait=5", answer.PreferenceApplied);
        Assert.Equal("completed", job.GetProperty("state").GetString());
        var result = job.GetProperty("result");
        Assert.Equal((_lead, 0L, 100L, 100L, false, false), (
            result.GetProperty("leadId").GetString()!, result.GetProperty("previousScore").GetInt64(), result.GetProperty("score").GetInt64(),
            result.GetProperty("change").GetInt64(), result.GetProperty("duplicate").GetBoolean(), result.GetProperty("late").GetBoolean()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_duplicate_is_reported_also_when_the_workers_message_is_lost(bool sendsResults)
    {
        (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = _lead })).Expect(202);
        _api.Queue.SendsResults = sendsResults;
        var job = (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "page_view", leadId = _lead, sync = true })).Expect(200);
        var result = job.GetProperty("result");
        Assert.True(result.GetProperty("duplicate").GetBoolean());
        Assert.True(result.GetProperty("conflict").GetBoolean());
        Assert.Equal((100, 0), (result.GetProperty("score").GetInt64(), result.GetProperty("change").GetInt64()));
    }

    [Theory]
    [InlineData("""{"a":1e99999999999999999999}""", """{"a":1e99999999999999999998}""", true)]
    [InlineData("""{"a":1,"a":2}""", """{"a":2,"a":2}""", true)]
    [InlineData("""{"a":1,"b":[1.0]}""", """{ "b": [1], "a": 1.00 }""", false)]
    public async Task A_duplicate_with_unusual_metadata_is_compared_without_an_error(string first, string second, bool conflict)
    {
        (await _api.PostAsync("/api/events", $$"""{"eventId":"e","eventType":"a","leadId":"{{_lead}}","metadata":{{first}} }""")).Expect(202);
        var job = (await _api.PostAsync("/api/events", $$"""{"eventId":"e","eventType":"a","leadId":"{{_lead}}","metadata":{{second}},"sync":true}""")).Expect(200);
        Assert.Equal(conflict, job.GetProperty("result").TryGetProperty("conflict", out _));
    }

    [Fact]
    public async Task A_result_whose_message_is_lost_is_found_in_the_store()
    {
        _api.Queue.SendsResults = false;
        var job = (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = _lead, sync = true })).Expect(200);
        Assert.False(job.GetProperty("result").GetProperty("duplicate").GetBoolean());
        Assert.Equal(100, job.GetProperty("result").GetProperty("change").GetInt64());
    }

    [Fact]
    public async Task A_failed_event_is_reported_to_the_waiting_client()
    {
        _api.Queue.FailsWith = "lead deleted";
        var job = (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = _lead, sync = true })).Expect(200);
        Assert.Equal(("failed", "lead deleted"), (job.GetProperty("state").GetString(), job.GetProperty("failedReason").GetString()));
    }

    [Fact]
    public async Task A_wait_that_times_out_answers_that_the_event_is_queued()
    {
        _api.Queue.Commits = false;
        (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = _lead }, "wait=1")).Expect(202);
    }

    [Fact]
    public async Task Every_submission_of_an_event_has_its_own_number()
    {
        for (var i = 0; i < 3; i++) await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "a", leadId = _lead });
        Assert.Equal(3, _api.Queue.Enqueued.Select(e => e.Submission).Distinct().Count());
        Assert.All(_api.Queue.Enqueued, e => Assert.True(e.Submission >= 0 && !e.TimestampGiven && e.TimestampMs == e.ReceivedAtMs));
    }

    [Fact]
    public async Task An_unreachable_queue_and_a_full_one_say_when_to_try_again()
    {
        _api.Queue.Throws = new QueueUnavailableException("down");
        var answer = await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "a", leadId = _lead });
        answer.ExpectProblem(503);
        Assert.NotNull(answer.RetryAfter);
        Assert.Equal(503, (await _api.GetAsync("/health")).Status);

        _api.Queue.Throws = new QueueFullException(10, 5);
        answer = await _api.PostAsync("/api/events/batch", new { events = new[] { new { eventId = "e1", eventType = "a", leadId = _lead } } });
        answer.ExpectProblem(429);
        Assert.NotNull(answer.RetryAfter);
    }

    [Fact]
    public async Task Ledger_rows_have_exactly_the_contract_fields_and_pages_follow_the_cursor()
    {
        for (var i = 0; i < 3; i++) await _api.PostAsync("/api/events", new { eventId = $"e{i}", eventType = "page_view", leadId = _lead });
        var first = (await _api.GetAsync($"/api/leads/{_lead}/history?limit=2")).Expect(200);
        Assert.Equal(
            ["timestamp", "eventId", "eventType", "points", "change", "previousScore", "score", "ruleVersion", "processedAt", "late", "unscored", "metadata"],
            first.GetProperty("history")[0].EnumerateObject().Select(p => p.Name));
        var cursor = Uri.EscapeDataString(first.GetProperty("next").GetString()!);
        var last = (await _api.GetAsync($"/api/leads/{_lead}/history?limit=2&cursor={cursor}")).Expect(200);
        Assert.Equal(15, Assert.Single(last.GetProperty("history").EnumerateArray()).GetProperty("score").GetInt64());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, last.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task The_ledger_can_be_read_newest_first_with_the_metadata()
    {
        (await _api.PostAsync("/api/events", new { eventId = "e0", eventType = "page_view", leadId = _lead, timestamp = "2026-01-01T00:00:00Z", metadata = new { page = "/" } })).Expect(202);
        for (var i = 1; i < 4; i++) await _api.Queue.CommitAsync(_lead, $"e{i}", "purchase", 1_780_000_000_000 + i);
        foreach (var path in new[] { "history?", "score?", "score?knownAt=2999-01-01&", "score?at=2026-06-01&" })
        {
            var url = $"/api/leads/{_lead}/{path}";
            var all = (await _api.GetAsync(url + "order=oldest")).Expect(200).GetProperty("history").EnumerateArray().Select(l => l.GetRawText()).ToList();
            var first = (await _api.GetAsync(url + "limit=3&order=newest")).Expect(200);
            var last = (await _api.GetAsync($"{url}limit=3&order=newest&cursor={first.GetProperty("next").GetString()}")).Expect(200);
            Assert.Equal(all.AsEnumerable().Reverse(), first.GetProperty("history").EnumerateArray().Concat(last.GetProperty("history").EnumerateArray()).Select(l => l.GetRawText()));
            Assert.Equal("""{"page":"/"}""", last.GetProperty("history")[0].GetProperty("metadata").GetRawText());
            Assert.Equal(System.Text.Json.JsonValueKind.Null, first.GetProperty("history")[0].GetProperty("metadata").ValueKind);
            (await _api.GetAsync($"{url}cursor={first.GetProperty("next").GetString()}")).ExpectProblem(400, "cursor");
            (await _api.GetAsync(url + "order=up")).ExpectProblem(400, "order");
        }
    }

    [Theory]
    [InlineData("events?cursor=zzz", "cursor")]
    [InlineData("history?cursor=%00", "cursor")]
    [InlineData("history?limit=1001", "limit")]
    [InlineData("events?limit=0", "limit")]
    public async Task A_ledger_query_with_a_wrong_parameter_is_refused_with_its_name(string path, string field) =>
        (await _api.GetAsync($"/api/leads/{_lead}/{path}")).ExpectProblem(400, field);
}
