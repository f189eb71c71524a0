using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.EndToEnd;

[Collection(WholeSystem.Name)]
public sealed class ScoreStreamSystemTests(SharedApp shared)
{
    [Fact]
    public async Task A_client_cut_off_during_ten_thousand_changes_ends_with_exactly_the_apis_scores()
    {
        var app = shared.App;
        var leads = await app.Api.CreateLeadsAsync(3_000, "stream");
        var follower = new StreamFollower(app.Api);
        var first = follower.FollowAsync(changes: 500);
        await SendUntilAsync(app.Api, leads, first);
        await first;
        var cutAt = follower.LastEventId;

        var events = RandomTraffic.Create(leads, 20_000, seed: 3);
        await app.Api.PostBatchesAsync(events.Take(10_000), 1_000);
        await app.KillAsync("api");
        await app.Api.PostBatchesAsync(events.Skip(10_000), 1_000);
        await app.Api.DrainAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(cutAt, follower.LastEventId);
        var before = follower.Changes;
        await FollowToTheEndAsync(app.Api, follower);
        Assert.InRange(follower.Changes - before, 10_000, int.MaxValue);
        Assert.Equal(0, follower.Resets);
        await AssertSameAsync(app.Api, follower, leads);
    }

    [Fact]
    public async Task A_client_away_for_longer_than_the_feed_is_kept_reloads_and_ends_with_exactly_the_apis_scores()
    {
        await using var app = await RunningApp.StartAsync(environment: new Dictionary<string, string> { ["Streams__FeedLength"] = "200" });
        var leads = await app.Api.CreateLeadsAsync(600, "reset");
        var follower = new StreamFollower(app.Api);
        var first = follower.FollowAsync(changes: 50);
        await SendUntilAsync(app.Api, leads, first);
        await first;

        var before = follower.Resets; // so short a feed may have outrun it already
        await app.Api.PostBatchesAsync(RandomTraffic.Create(leads, 5_000, seed: 4), 500);
        await app.Api.DrainAsync(TimeSpan.FromSeconds(60));
        await FollowToTheEndAsync(app.Api, follower);
        Assert.True(follower.Resets > before, "it was told that it had missed something");
        await AssertSameAsync(app.Api, follower, leads);
    }

    [Fact]
    [Trait("Category", StoreUnderTest.Any)]
    public async Task A_lead_deleted_under_load_stays_deleted_and_every_other_score_is_right()
    {
        var app = shared.App;
        var failedBefore = await FailedAsync(app.Api);
        var leads = await app.Api.CreateLeadsAsync(100, "delete");
        var (doomed, kept) = (leads.Take(30).ToList(), leads.Skip(30).ToList());
        var events = RandomTraffic.Create(leads, 10_000, seed: 5);
        await using var stream = await SseClient.OpenAsync(app.Api.Http, $"/api/stream/scores?leadId={doomed[0]}");
        var sending = SendAsAGoodClientAsync(app.Api, events, doomed);
        foreach (var id in doomed)
        {
            await app.Api.PostBatchesAsync(events.Where(e => e.LeadId == id), 1_000); // in flight when the lead goes
            using var response = await app.Api.Http.DeleteAsync($"/api/leads/{id}");
            Assert.Equal(204, (int)response.StatusCode);
        }

        await sending;
        var stats = await app.Api.DrainAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(70, (await app.Api.GetAsync("/api/leads?search=delete-")).GetProperty("total").GetInt32());
        foreach (var id in doomed) Assert.Equal(404, (int)(await app.Api.Http.GetAsync($"/api/leads/{id}")).StatusCode);
        await LedgerAssert.EqualsOracleAsync(app.Api, new ScoreOracle(RandomTraffic.Points), kept, events.Where(e => kept.Contains(e.LeadId)));
        while ((await stream.NextAsync())!.Value.Kind != "deleted") continue;

        // What was in flight can be looked up, and says why it failed.
        Assert.NotEqual(failedBefore, stats.GetProperty("failed").GetInt64());
        var states = new List<string?>();
        foreach (var e in events.Where(e => doomed.Contains(e.LeadId)).DistinctBy(e => e.EventId).Take(200))
        {
            using var response = await app.Api.Http.GetAsync($"/api/queue/job/{e.EventId}");
            if (response.IsSuccessStatusCode) states.Add((await ApiClient.JsonAsync(response)).GetProperty("failedReason").GetString());
        }

        Assert.NotEmpty(states);
        Assert.All(states, state => Assert.Equal("lead deleted", state));
    }

    private static async Task<long> FailedAsync(ApiClient api) => (await api.GetAsync("/api/queue/stats")).GetProperty("failed").GetInt64();

    /// <summary>Batches in which some leads may be gone by now: those events are rejected, the others taken.</summary>
    private static async Task SendAsAGoodClientAsync(ApiClient api, List<OracleEvent> events, List<string> doomed)
    {
        foreach (var chunk in events.Chunk(250))
        {
            using var response = await api.Http.PostAsJsonAsync(
                "/api/events/batch", new { events = chunk.Select(e => new { e.EventId, e.EventType, e.LeadId, e.Timestamp }) });
            Assert.Equal(202, (int)response.StatusCode);
            var answer = await ApiClient.JsonAsync(response);
            Assert.All(answer.GetProperty("rejected").EnumerateArray(), r => Assert.Contains(chunk[r.GetProperty("index").GetInt32()].LeadId, doomed));
            Assert.Equal(chunk.Length, answer.GetProperty("queued").GetInt32() + answer.GetProperty("rejected").GetArrayLength());
        }
    }

    private static async Task SendUntilAsync(ApiClient api, List<string> leads, Task done)
    {
        for (var seed = 100; !done.IsCompleted; seed++) await api.PostBatchesAsync(RandomTraffic.Create(leads, 500, seed), 100);
    }

    /// <summary>Everything is committed; a last event tells the follower that it has seen all before it.</summary>
    private static async Task FollowToTheEndAsync(ApiClient api, StreamFollower follower)
    {
        var marker = await api.CreateLeadAsync("Marker", "marker@example.com");
        using var response = await api.Http.PostAsJsonAsync("/api/events", new { eventId = "marker", eventType = "purchase", leadId = marker, sync = true });
        Assert.Equal(200, (int)response.StatusCode);
        await follower.FollowAsync(until: marker).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static async Task AssertSameAsync(ApiClient api, StreamFollower follower, List<string> leads)
    {
        var differences = 0;
        await Parallel.ForEachAsync(leads, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, ct) =>
        {
            var score = (await api.GetAsync($"/api/leads/{id}", ct)).GetProperty("currentScore").GetInt64();
            if (follower.Scores.GetValueOrDefault(id) != score) Interlocked.Increment(ref differences);
        });
        Assert.Equal(0, differences);
    }
}
