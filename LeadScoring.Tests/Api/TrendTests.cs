using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using System.Text.Json;

namespace LeadScoring.Tests.Api;

[Trait("Category", StoreUnderTest.Any)]
public sealed class TrendTests : IAsyncLifetime
{
    private const long Day = 24 * 3600 * 1000;
    private readonly ManualTime _time = new();
    private ApiHost _api = null!;
    private string _lead = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiHost.StartAsync(services: s => s.AddSingleton<TimeProvider>(_time));
        _lead = await _api.LeadAsync();
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_trend_has_a_point_per_event_while_they_are_few()
    {
        await CommitAsync("e2", "purchase", -2);
        await CommitAsync("e1", "page_view", -3);
        var trend = (await _api.GetAsync($"/api/leads/{_lead}/trend")).Expect(200);
        Assert.Equal(["leadId", "from", "to", "startScore", "exact", "points", "minScore", "maxScore"], trend.EnumerateObject().Select(p => p.Name));
        Assert.Equal((_lead, Time(-3), Time(0), 0, true), (
            trend.GetProperty("leadId").GetString()!, trend.GetProperty("from").GetString(), trend.GetProperty("to").GetString(),
            trend.GetProperty("startScore").GetInt64(), trend.GetProperty("exact").GetBoolean()));
        Assert.Equal(
            [$$"""{"at":"{{Time(-3)}}","score":5,"events":1,"late":1}""", $$"""{"at":"{{Time(-2)}}","score":105,"events":1,"late":0}"""],
            trend.GetProperty("points").EnumerateArray().Select(p => p.GetRawText()));
    }

    [Fact]
    public async Task A_trend_of_many_events_has_the_points_asked_for_at_most()
    {
        for (var i = 0; i < 9; i++) await CommitAsync($"e{i}", "page_view", i - 9);
        var trend = (await _api.GetAsync($"/api/leads/{_lead}/trend?from={Time(-7)}&to={Time(-1)}&points=3")).Expect(200);
        Assert.Equal((10, false), (trend.GetProperty("startScore").GetInt64(), trend.GetProperty("exact").GetBoolean()));
        Assert.Equal([3, 2, 2], trend.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("events").GetInt64()));
        Assert.Equal([25, 35, 45], trend.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("score").GetInt64()));
    }

    [Fact]
    public async Task A_lead_without_events_has_a_trend_without_points()
    {
        var trend = (await _api.GetAsync($"/api/leads/{_lead}/trend")).Expect(200);
        Assert.Equal((Time(0), Time(0), 0), (trend.GetProperty("from").GetString(), trend.GetProperty("to").GetString(), trend.GetProperty("points").GetArrayLength()));
        (await _api.GetAsync($"/api/leads/{_lead}/trend?to=1999-01-01")).Expect(200);
        (await _api.GetAsync("/api/leads/nobody/trend")).ExpectProblem(404, "id");
    }

    [Fact]
    public async Task Trends_of_several_leads_are_their_scores_up_to_now()
    {
        var other = await _api.LeadAsync("other@example.com");
        await CommitAsync("e1", "page_view", -20);
        await CommitAsync("e2", "purchase", -7);
        await CommitAsync("e3", "demo_request", 0);
        await CommitAsync("e4", "email_open", -1, other);
        var answer = (await _api.GetAsync($"/api/leads/trends?leadId={other}&leadId=nobody&leadId={_lead}&leadId={other}&points=3")).Expect(200);
        Assert.Equal(
            $$$"""{"from":"{{{Time(-14)}}}","to":"{{{Time(0)}}}","trends":[{"leadId":"{{{other}}}","scores":[0,0,10]},{"leadId":"{{{_lead}}}","scores":[5,105,155]}]}""",
            answer.GetRawText());
        answer = (await _api.GetAsync($"/api/leads/trends?leadId={_lead}&from={Time(-21)}&points=4")).Expect(200);
        Assert.Equal("[0,5,105,155]", answer.GetProperty("trends")[0].GetProperty("scores").GetRawText());
        answer = (await _api.GetAsync($"/api/leads/trends?leadId={_lead}&leadId={other}")).Expect(200);
        Assert.All(answer.GetProperty("trends").EnumerateArray(), t => Assert.Equal(24, t.GetProperty("scores").GetArrayLength()));
    }

    [Theory]
    [InlineData("trend?from=1969-12-31T23:59:59Z")]
    [InlineData("trend?from=0001-01-01")]
    [InlineData("trend?to=1950-06-01T00:00:00%2B02:00")]
    [InlineData("trend?from=20260101T000000Z&to=20260102")]
    [InlineData("trend?from=20260101T0000&to=20260101T093015.25%2B0130")]
    [InlineData("score?at=1900-01-01&knownAt=20260101T000000-0500")]
    [InlineData("../trends?leadId=a&from=1960-01-01")]
    [InlineData("..?activeSince=1815-12-10&inactiveSince=19700101T000000Z")]
    [InlineData("../../export/leads?activeSince=18151210")]
    public async Task A_bound_may_be_any_iso_8601_time(string path)
    {
        await CommitAsync("e1", "page_view", -3);
        Assert.Equal(200, (await _api.GetAsync(new Uri(new Uri(_api.Http.BaseAddress!, $"/api/leads/{_lead}/"), path).PathAndQuery.Replace("/?", "?", StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("20261301")]
    [InlineData("20260101T")]
    [InlineData("20260101T00")]
    [InlineData("20260101T250000Z")]
    [InlineData("20260101T000000%2B9900")]
    [InlineData("0000-01-01")]
    [InlineData("0001-01-01T00:00:00%2B01:00")]
    public async Task A_bound_that_is_no_time_is_named(string from) => (await _api.GetAsync($"/api/leads/{_lead}/trend?from={from}")).ExpectProblem(400, "from");

    [Theory]
    [InlineData("trends")]
    [InlineData("reasons")]
    public async Task A_hundred_leads_are_the_most(string path)
    {
        string Ids(int count) => string.Join('&', Enumerable.Range(0, count).Select(i => $"leadId={i:x32}"));
        Assert.Equal(0, (await _api.GetAsync($"/api/leads/{path}?{Ids(100)}")).Expect(200).GetProperty(path).GetArrayLength());
        (await _api.GetAsync($"/api/leads/{path}?{Ids(101)}")).ExpectProblem(400, "leadId");
        (await _api.GetAsync($"/api/leads/{path}?leadId=")).ExpectProblem(400, "leadId");
    }

    [Fact]
    public async Task Reasons_of_several_leads_are_those_of_the_last_two_weeks()
    {
        var (other, silent) = (await _api.LeadAsync("other@example.com"), await _api.LeadAsync("silent@example.com"));
        await CommitAsync("e1", "purchase", -15);
        await CommitAsync("e2", "page_view", -14);
        await CommitAsync("e3", "page_view", -2);
        await CommitAsync("e4", "rep:call", -1);
        await CommitAsync("e5", "purchase", -23, other);
        var answer = (await _api.GetAsync($"/api/leads/reasons?leadId={other}&leadId=nobody&leadId={_lead}&leadId={silent}&leadId={other}")).Expect(200);
        Assert.Equal(
            [
                $$"""{"leadId":"{{other}}","headline":"Purchase made","at":"{{Time(-23)}}","rest":null}""",
                $$"""{"leadId":"{{_lead}}","headline":"Page visited 2×","at":"{{Time(-2)}}","rest":null}""",
                $$"""{"leadId":"{{silent}}","headline":"No activity yet","at":null,"rest":null}""",
            ],
            answer.GetProperty("reasons").EnumerateArray().Select(r => r.GetRawText()));
    }

    [Theory]
    [InlineData("", "leadId")]
    [InlineData("leadId=", "leadId")]
    [InlineData("leadId=a&points=1", "points")]
    [InlineData("leadId=a&points=61", "points")]
    [InlineData("leadId=a&from=yesterday", "from")]
    [InlineData("leadId=a&from=2999-01-01", "from")]
    public async Task A_wrong_parameter_of_trends_is_named(string query, string field) => (await _api.GetAsync("/api/leads/trends?" + query)).ExpectProblem(400, field);

    [Fact]
    public async Task Contributions_sum_to_the_score()
    {
        var none = (await _api.GetAsync($"/api/leads/{_lead}/contributions")).Expect(200);
        Assert.Equal($$$"""{"leadId":"{{{_lead}}}","score":0,"events":0,"earlier":{"events":0,"change":0},"types":[],"other":null}""", none.GetRawText());
        await CommitAsync("e1", "page_view", -3);
        await CommitAsync("e2", "purchase", -2);
        await CommitAsync("e3", "unheard_of", -1);
        var answer = (await _api.GetAsync($"/api/leads/{_lead}/contributions")).Expect(200);
        Assert.Equal((105, 3), (answer.GetProperty("score").GetInt64(), answer.GetProperty("events").GetInt64()));
        Assert.Equal(
            [
                $$"""{"eventType":"purchase","events":1,"unscored":0,"change":100,"points":100,"lastAt":"{{Time(-2)}}"}""",
                $$"""{"eventType":"page_view","events":1,"unscored":0,"change":5,"points":5,"lastAt":"{{Time(-3)}}"}""",
                $$"""{"eventType":"unheard_of","events":1,"unscored":1,"change":0,"points":0,"lastAt":"{{Time(-1)}}"}""",
            ],
            answer.GetProperty("types").EnumerateArray().Select(t => t.GetRawText()));
        (await _api.GetAsync("/api/leads/nobody/contributions")).ExpectProblem(404, "id");
    }

    [Fact]
    public async Task Contributions_of_many_types_are_bounded_and_still_sum_to_the_score()
    {
        for (var i = 0; i < 105; i++) await CommitAsync($"e{i}", $"type_{i}", i - 105);
        await CommitAsync("x1", "purchase", -2);
        await CommitAsync("x2", "page_view", -1);
        var answer = (await _api.GetAsync($"/api/leads/{_lead}/contributions")).Expect(200);
        Assert.Equal(100, answer.GetProperty("types").GetArrayLength());
        Assert.Equal("""{"types":7,"events":7,"unscored":7,"change":0}""", answer.GetProperty("other").GetRawText());
        answer = (await _api.GetAsync($"/api/leads/{_lead}/contributions?limit=1")).Expect(200);
        Assert.Equal("purchase", Assert.Single(answer.GetProperty("types").EnumerateArray()).GetProperty("eventType").GetString());
        Assert.Equal("""{"types":106,"events":106,"unscored":105,"change":5}""", answer.GetProperty("other").GetRawText());
        Assert.Equal(JsonValueKind.Null, (await _api.GetAsync($"/api/leads/{_lead}/contributions?limit=107")).Expect(200).GetProperty("other").ValueKind);
    }

    [Theory]
    [InlineData("contributions?limit=0", "limit")]
    [InlineData("contributions?limit=1001", "limit")]
    [InlineData("trend?points=1", "points")]
    [InlineData("trend?points=501", "points")]
    [InlineData("trend?from=yesterday", "from")]
    [InlineData("trend?to=tomorrow", "to")]
    [InlineData("trend?from=2026-01-01&to=2026-01-01", "from")]
    [InlineData("trend?from=2999-01-01", "from")]
    public async Task A_wrong_parameter_is_named(string path, string field) => (await _api.GetAsync($"/api/leads/{_lead}/{path}")).ExpectProblem(400, field);

    private Task CommitAsync(string eventId, string type, int days, string? lead = null) => _api.Queue.CommitAsync(lead ?? _lead, eventId, type, _time.NowMs + (days * Day));

    private string Time(int days) => Core.Events.EventTime.Write(_time.NowMs + (days * Day));
}
