using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Api;

public sealed class DeadLetterBulkTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Some_are_retried_by_id_and_no_longer_read_as_failed()
    {
        Add(3, "unknown lead l");
        await _api.Services.GetRequiredService<IEventStore>().RecordFailureAsync(new FailedEvent("e1", "l1", "unknown lead l1", 5, 1), default);

        var answer = (await _api.PostAsync("/api/queue/dead-letters/retry", new { ids = new[] { Id(1), Id(3), Id(99), Id(1) } })).Expect(200);

        Assert.Equal(
            $$"""{"retried":2,"unknown":["{{Id(99)}}"],"jobs":[{"id":"{{Id(1)}}","jobId":"e1","location":"/api/queue/job/e1?lane=live&partition=3&entry=1700000009000-0"},{"id":"{{Id(3)}}","jobId":"e3","location":"/api/queue/job/e3?lane=live&partition=3&entry=1700000009000-0"}],"next":null,"remaining":1}""",
            answer.GetRawText());
        (await _api.GetAsync("/api/queue/job/e1")).ExpectProblem(404, "jobId");
        Assert.Equal("e2", Assert.Single(_api.Dead.Letters).EventId);
    }

    [Fact]
    public async Task All_of_a_cause_are_retried_a_thousand_at_a_time_and_what_fails_again_is_not_met_twice()
    {
        Add(2_300, "unknown lead l");
        Add(4, "lead deleted", 5_000);
        var again = 0;
        _api.Dead.BeforeRetry = () =>
        {
            if (again++ < 1_500) _api.Dead.Letters.Add(Letter(10_000 + again, "unknown lead l"));
        };
        var (retried, cursor, requests) = (0, (string?)null, 0);
        do
        {
            var answer = (await _api.PostAsync("/api/queue/dead-letters/retry", new { cause = "unknown_lead", cursor })).Expect(200);
            var done = answer.GetProperty("retried").GetInt32();
            Assert.InRange(done, 1, 1_000);
            (retried, cursor, requests) = (retried + done, answer.GetProperty("next").GetString(), requests + 1);
            Assert.InRange(requests, 1, 60);
        }
        while (cursor is not null);

        Assert.Equal(2_300, retried);
        Assert.Equal((4, 1_500), (_api.Dead.Letters.Count(l => l.Reason == "lead deleted"), _api.Dead.Letters.Count(l => l.Reason != "lead deleted")));
    }

    [Fact]
    public async Task All_of_a_cause_are_discarded_and_the_others_stay()
    {
        Add(1_200, "lead deleted");
        Add(5, "because", 5_000);
        var first = (await _api.PostAsync("/api/queue/dead-letters/discard", new { cause = "lead_deleted" })).Expect(200);
        Assert.Equal((1_000, 205L), (first.GetProperty("discarded").GetInt32(), first.GetProperty("remaining").GetInt64()));
        var second = (await _api.PostAsync("/api/queue/dead-letters/discard", new { cause = "lead_deleted", cursor = first.GetProperty("next").GetString() })).Expect(200);
        Assert.Equal("""{"discarded":200,"next":null,"remaining":5}""", second.GetRawText());
        Assert.Equal("""{"discarded":2,"next":null,"remaining":3}""", (await _api.PostAsync("/api/queue/dead-letters/discard", new { ids = new[] { Id(5_001), Id(5_003), "nonsense" } })).Expect(200).GetRawText());
    }

    [Fact]
    public async Task Groups_and_a_list_of_one_of_them()
    {
        Add(3, "unknown lead l");
        Add(1, "SqliteException: full", 100);
        var groups = (await _api.GetAsync("/api/queue/dead-letters/groups")).Expect(200);
        Assert.Equal(
            """{"groups":[{"cause":"unknown_lead","reason":"unknown lead l","count":3,"oldestAt":"1970-01-01T00:00:00.001Z","newestAt":"1970-01-01T00:00:00.003Z"},{"cause":"error.SqliteException","reason":"SqliteException: full","count":1,"oldestAt":"1970-01-01T00:00:00.101Z","newestAt":"1970-01-01T00:00:00.101Z"}],"examined":4,"total":4}""",
            groups.GetRawText());

        var page = (await _api.GetAsync("/api/queue/dead-letters?cause=unknown_lead&limit=2")).Expect(200);
        Assert.Equal(["e3", "e2"], page.GetProperty("deadLetters").EnumerateArray().Select(l => l.GetProperty("eventId").GetString()));
        var next = (await _api.GetAsync($"/api/queue/dead-letters?cause=unknown_lead&limit=2&cursor={page.GetProperty("next").GetString()}")).Expect(200);
        Assert.Equal(("e1", (string?)null), (next.GetProperty("deadLetters")[0].GetProperty("eventId").GetString(), next.GetProperty("next").GetString()));
        Assert.Equal("e2", (await _api.GetAsync($"/api/queue/dead-letters/{Id(2)}")).Expect(200).GetProperty("eventId").GetString());
        (await _api.GetAsync($"/api/queue/dead-letters/{Id(77)}")).ExpectProblem(404, "id");
    }

    [Theory]
    [InlineData("{}", "ids")]
    [InlineData("""{"ids":["live.1.1-1"],"cause":"other"}""", "ids")]
    [InlineData("""{"ids":[]}""", "ids")]
    [InlineData("""{"ids":[null]}""", "ids")]
    [InlineData("""{"cause":"no cause"}""", "cause")]
    [InlineData("""{"ids":["live.1.1-1"],"cursor":"live.1.1-1"}""", "cursor")]
    [InlineData("""{"cause":"other","cursor":"*"}""", "cursor")]
    public async Task A_selection_that_is_not_clear_is_refused(string body, string field)
    {
        foreach (var act in new[] { "retry", "discard" }) (await _api.PostAsync($"/api/queue/dead-letters/{act}", body)).ExpectProblem(400, field);
    }

    [Fact]
    public async Task Too_many_ids_and_wrong_lists_are_refused()
    {
        (await _api.PostAsync("/api/queue/dead-letters/discard", new { ids = Enumerable.Range(0, 1_001).Select(Id) })).ExpectProblem(400, "ids");
        (await _api.GetAsync("/api/queue/dead-letters?cause=no+cause")).ExpectProblem(400, "cause");
        (await _api.GetAsync("/api/queue/dead-letters?cursor=x")).ExpectProblem(400, "cursor");
        _api.Dead.Throws = new QueueUnavailableException("Redis does not answer.");
        (await _api.GetAsync("/api/queue/dead-letters/groups")).ExpectProblem(503);
        (await _api.PostAsync("/api/queue/dead-letters/discard", new { cause = "other" })).ExpectProblem(503);
        (await _api.PostAsync("/api/queue/dead-letters/retry", new { cause = "other" })).ExpectProblem(503);
    }

    private static string Id(int number) => $"live.2.{1_700_000_000_000 + number}-0";

    private static DeadLetter Letter(int number, string reason) =>
        new(Id(number), $"e{number}", "l1", reason, 5, new EntryLocation(Lane.Live, 2, "1-1"), number, "{}");

    private void Add(int count, string reason, int after = 0) => _api.Dead.Letters.AddRange(Enumerable.Range(after + 1, count).Select(i => Letter(i, reason)));
}
