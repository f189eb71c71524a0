using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using System.Text.Json;

namespace LeadScoring.Tests.Api;

[Trait("Category", StoreUnderTest.Any)]
public sealed class ReplayTests : IAsyncLifetime
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
    public async Task One_lead_is_folded_anew_and_nothing_differs()
    {
        await _api.Queue.CommitAsync(_lead, "e1", "page_view", 1_700_000_000_000);
        var answer = (await _api.PostAsync($"/api/leads/{_lead}/recalculate", "")).Expect(200);
        Assert.Equal((1, 5, 5, 0), (answer.GetProperty("events").GetInt32(), answer.GetProperty("previousScore").GetInt32(), answer.GetProperty("score").GetInt32(), answer.GetProperty("change").GetInt32()));
        Assert.Empty(answer.GetProperty("differences").EnumerateArray());
        (await _api.PostAsync("/api/leads/nobody/recalculate", "")).ExpectProblem(404, "id");
    }

    [Fact]
    public async Task A_replay_is_a_job_that_can_be_watched_and_cancelled()
    {
        var started = await _api.PostAsync("/api/replay", "");
        Assert.Equal("pending", started.Expect(202).GetProperty("state").GetString());
        Assert.Equal(1, _api.Queue.Rings);
        Assert.Equal(started.Location, (await _api.PostAsync("/api/replay", "")).Location);
        var job = (await _api.GetAsync(started.Location!)).Expect(200);
        Assert.Equal(1, job.GetProperty("total").GetInt32());
        Assert.Empty(job.GetProperty("found").EnumerateArray());
        Assert.Single((await _api.GetAsync("/api/replay")).Expect(200).EnumerateArray());
        Assert.Equal("cancelled", (await _api.PostAsync(started.Location + "/cancel", "")).Expect(200).GetProperty("state").GetString());
        (await _api.PostAsync(started.Location + "/cancel", "")).ExpectProblem(409, "id");

        // A replay is no rescore, and the other way round.
        (await _api.GetAsync(started.Location!.Replace("replay", "rescores", StringComparison.Ordinal))).ExpectProblem(404, "id");
        (await _api.PostAsync("/api/replay/99/cancel", "")).ExpectProblem(404, "id");
        (await _api.GetAsync("/api/replay/99")).ExpectProblem(404, "id");
    }

    [Fact]
    public async Task The_score_as_of_a_time_comes_with_its_lines()
    {
        await _api.Queue.CommitAsync(_lead, "e1", "page_view", 1_700_000_000_000);
        await _api.Queue.CommitAsync(_lead, "e2", "purchase", 1_700_000_060_000);
        var all = (await _api.GetAsync($"/api/leads/{_lead}/score")).Expect(200);
        Assert.Equal((105, 2, JsonValueKind.Null), (all.GetProperty("score").GetInt32(), all.GetProperty("eventCount").GetInt32(), all.GetProperty("at").ValueKind));
        var then = (await _api.GetAsync($"/api/leads/{_lead}/score?at=2023-11-14T22:13:20Z")).Expect(200);
        Assert.Equal((5, "2023-11-14T22:13:20.000Z"), (then.GetProperty("score").GetInt32(), then.GetProperty("at").GetString()));
        Assert.Equal("e1", Assert.Single(then.GetProperty("history").EnumerateArray()).GetProperty("eventId").GetString());
        var before = (await _api.GetAsync($"/api/leads/{_lead}/score?knownAt=2023-11-14T22:13:20Z")).Expect(200);
        Assert.Equal((0, 0), (before.GetProperty("score").GetInt32(), before.GetProperty("eventCount").GetInt32()));

        var first = (await _api.GetAsync($"/api/leads/{_lead}/score?limit=1")).Expect(200);
        Assert.Equal(105, first.GetProperty("score").GetInt32());
        var second = (await _api.GetAsync($"/api/leads/{_lead}/score?limit=1&cursor={first.GetProperty("next").GetString()}")).Expect(200);
        Assert.Equal(("e2", JsonValueKind.Null), (second.GetProperty("history")[0].GetProperty("eventId").GetString(), second.GetProperty("next").ValueKind));
    }

    [Theory]
    [InlineData("at=yesterday", "at")]
    [InlineData("knownAt=2026-01-01T25:00:00Z", "knownAt")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    public async Task A_wrong_question_is_named(string query, string field) =>
        (await _api.GetAsync($"/api/leads/{_lead}/score?{query}")).ExpectProblem(400, field);

    [Fact]
    public async Task The_score_of_nobody_is_not_found() => (await _api.GetAsync("/api/leads/nobody/score")).ExpectProblem(404, "id");
}
