using System.Net;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.EndToEnd;

[Collection(WholeSystem.Name)]
[Trait("Category", StoreUnderTest.Any)]
public sealed class MainJobTests(SharedApp shared)
{
    private static readonly ScoreOracle Oracle = new(RandomTraffic.Points);

    [Fact]
    public async Task Twenty_thousand_shuffled_events_score_as_the_contract_says_and_sending_them_again_changes_nothing()
    {
        var app = shared.App;
        var (before, failed) = ApiClient.Counts(await app.Api.DrainAsync(TimeSpan.FromSeconds(60)));
        var leads = await app.Api.CreateLeadsAsync(2_000, "main");
        var events = RandomTraffic.Create(leads, 20_000, seed: 42);

        await app.Api.PostBatchesAsync(events, 1_000);
        var stats = await app.Api.DrainAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(before + 18_000, ApiClient.Counts(stats).Completed);
        await LedgerAssert.EqualsOracleAsync(app.Api, Oracle, leads, events);

        await app.Api.PostBatchesAsync(events.AsEnumerable().Reverse(), 777);
        stats = await app.Api.DrainAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((before + 18_000, failed), ApiClient.Counts(stats));
        await LedgerAssert.EqualsOracleAsync(app.Api, Oracle, leads, events);
    }

    [Fact]
    public async Task Killing_the_working_worker_three_times_in_the_middle_of_the_stream_changes_nothing()
    {
        var app = shared.App;
        var failed = ApiClient.Counts(await app.Api.DrainAsync(TimeSpan.FromSeconds(60))).Failed;
        var leads = await app.Api.CreateLeadsAsync(500, "kill");
        var probe = await app.Api.CreateLeadAsync("Probe", "probe@example.com");
        var events = RandomTraffic.Create(leads, 20_000, seed: 7);

        for (var round = 0; round < 3; round++)
        {
            await app.Api.PostBatchesAsync(events.Skip(round * 6_000).Take(6_000), 500);
            await app.KillBusyWorkerAsync();
            await AssertScoresSoonAsync(app.Api, probe, $"probe-{round}");
        }

        await app.Api.PostBatchesAsync(events.Skip(18_000), 500);
        var stats = await app.Api.DrainAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(failed, ApiClient.Counts(stats).Failed);
        await LedgerAssert.EqualsOracleAsync(app.Api, Oracle, leads, events);
    }

    [Fact]
    public async Task Redis_and_api_killed_under_load_lose_nothing_that_was_accepted()
    {
        var app = shared.App;
        var leads = await app.Api.CreateLeadsAsync(300, "redis");
        var events = RandomTraffic.Create(leads, 12_000, seed: 11);

        var sending = app.Api.PostBatchesAsync(events, 200);
        await app.KillAsync("redis");
        await Task.Delay(TimeSpan.FromSeconds(1));
        await app.KillAsync("api");
        await sending;

        await app.Api.DrainAsync(TimeSpan.FromSeconds(60));
        await LedgerAssert.EqualsOracleAsync(app.Api, Oracle, leads, events);
    }

    [Fact]
    public async Task Publishing_for_all_events_rescores_every_lead_in_the_background()
    {
        var app = shared.App;
        const string type = "page_view.rescored";
        using (var first = await app.Api.Http.PutAsJsonAsync($"/api/rules/{type}", new { points = 5, appliesTo = "all" })) first.EnsureSuccessStatusCode();
        var leads = await app.Api.CreateLeadsAsync(200, "rules");
        var events = RandomTraffic.Create(leads, 4_000, seed: 12).ConvertAll(e => e.EventType == "page_view" ? e with { EventType = type } : e);
        await app.Api.PostBatchesAsync(events, 1_000);
        await app.Api.DrainAsync(TimeSpan.FromSeconds(60));

        using var answer = await app.Api.Http.PutAsJsonAsync($"/api/rules/{type}", new { points = 33, appliesTo = "all" });
        var job = (await ApiClient.JsonAsync(answer)).GetProperty("rescore").GetProperty("id").GetInt64();
        await Wait.UntilAsync(
            async () => (await app.Api.GetAsync($"/api/rescores/{job}")).GetProperty("state").GetString() == "completed", "the rescore completes", TimeSpan.FromSeconds(30));

        var points = new Dictionary<string, int>(RandomTraffic.Points) { [type] = 33 };
        await LedgerAssert.EqualsOracleAsync(app.Api, new ScoreOracle(points), leads, events);
    }

    /// <summary>
    /// A live event is scored again, whoever holds the partitions now: within 15 seconds, and on MongoDB within 30, since a transaction that
    /// was open in a killed worker holds its documents until the server ends it after 20.
    /// </summary>
    private static async Task AssertScoresSoonAsync(ApiClient api, string leadId, string eventId)
    {
        var wait = StoreUnderTest.IsMongo ? 30 : 15;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events")
        {
            Content = JsonContent.Create(new { eventId, eventType = "page_view", leadId }),
            Headers = { { "Prefer", $"wait={wait}" } },
        };
        using var response = await api.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

}
