using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.AppHost.Services;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>What the host does with processes: starts again what dies, leaves alone what a person stopped, leaves nothing behind.</summary>
[Collection(WholeSystem.Name)]
public sealed class HostTests(SharedApp shared)
{
    private static readonly string[] Resources = ["redis", "api", "worker", "web"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Each_process_killed_in_turn_three_times_under_load_runs_again_within_three_seconds_and_nothing_is_lost_or_doubled()
    {
        var api = shared.Api;
        var (completed, failed) = ApiClient.Counts(await api.DrainAsync(Limit));
        var leads = await api.CreateLeadsAsync(200, "host");
        var events = RandomTraffic.Create(leads, 30_000, seed: 50);
        var took = new List<(string Resource, double Seconds)>();
        foreach (var (victim, chunk) in Enumerable.Repeat(Resources, 3).SelectMany(resources => resources).Zip(events.Chunk(2_500)))
        {
            await shared.App.RanForAsync(victim, TimeSpan.FromSeconds(10)); // else the delay is that of a process that keeps dying
            var sending = api.PostBatchesAsync(chunk, 100);
            took.Add((victim, (await shared.App.KillAsync(victim)).TotalSeconds));
            await sending;
        }

        Assert.Equal(12, took.Count);
        Assert.All(took, t => Assert.InRange(t.Seconds, 0.25, 3));
        Assert.Equal((completed + 27_000, failed), ApiClient.Counts(await api.DrainAsync(TimeSpan.FromSeconds(60))));
        await LedgerAssert.EqualsOracleAsync(api, new ScoreOracle(RandomTraffic.Points), leads, events);
    }

    [Fact]
    public async Task What_is_stopped_in_the_dashboard_stays_so_is_missed_by_health_and_comes_back_on_request()
    {
        foreach (var resource in new[] { "redis", "api" }) await shared.App.RanForAsync(resource, TimeSpan.FromSeconds(10));
        var redis = shared.App.Processes("redis").Single();
        Assert.True((await shared.App.CommandAsync("redis", KnownResourceCommands.StopCommand)).Success);
        await Wait.UntilAsync(() => Task.FromResult(shared.App.Processes("redis").Count == 0 && !ProcessTable.IsAlive(redis)), "redis has stopped", Limit);
        await Wait.UntilAsync(async () => await HealthAsync() is (HttpStatusCode.ServiceUnavailable, "Healthy", "Unhealthy"), "the API misses its Redis and is well itself", Limit);
        Assert.InRange(await shared.App.KillAsync("api", isHealthy: false), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(3)); // it does not wait for its Redis
        await Wait.UntilAsync(async () => await HealthAsync() is (HttpStatusCode.ServiceUnavailable, "Healthy", "Unhealthy"), "the API answers, and misses its Redis", Limit);
        await Task.Delay(TimeSpan.FromSeconds(1)); // together longer than any restart takes
        Assert.Empty(shared.App.Processes("redis"));

        Assert.True((await shared.App.CommandAsync("redis", KnownResourceCommands.StartCommand)).Success);
        await Wait.UntilAsync(async () => await HealthAsync() is (HttpStatusCode.OK, _, _), "the API has its Redis again", Limit);
        Assert.NotEqual(redis, shared.App.Processes("redis").Single());
    }

    [Fact]
    public async Task The_commands_load_the_demo_show_the_queue_and_replay()
    {
        var stats = await shared.App.CommandAsync("api", "queue-stats");
        Assert.True(stats.Success, stats.Message);
        Assert.Equal(JsonValueKind.Number, JsonSerializer.Deserialize<JsonElement>(stats.Data!.Value).GetProperty("completed").ValueKind);

        await shared.Api.CreateLeadAsync("Somebody", "commands@example.com");
        var replay = await shared.App.CommandAsync("api", "replay-events");
        Assert.True(replay.Success, replay.Message);
        Assert.EndsWith("leads replayed, no differences.", replay.Message, StringComparison.Ordinal);

        // The system has leads of its own: the refusal says so.
        var demo = await shared.App.CommandAsync("demo", "load-demo-data");
        Assert.False(demo.Success);
        Assert.StartsWith("Sample data can only be loaded into an empty system.", demo.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_leaves_no_process_behind()
    {
        var app = await RunningApp.StartAsync();
        var seen = Resources.Append("demo").SelectMany(app.Processes).ToList();
        try
        {
            Assert.Equal(6, seen.Count);
            Assert.All(seen, pid => Assert.True(ProcessTable.IsAlive(pid)));
            var demo = await app.CommandAsync("demo", "load-demo-data");
            Assert.True(demo.Success, demo.Message);
        }
        finally
        {
            var stopping = Stopwatch.GetTimestamp();
            await app.DisposeAsync();
            Assert.InRange(Stopwatch.GetElapsedTime(stopping).TotalSeconds, 0, 10);
        }

        Assert.DoesNotContain(seen, ProcessTable.IsAlive);
    }

    private async Task<(HttpStatusCode Status, string? Self, string? Redis)> HealthAsync()
    {
        using var response = await GetHealthAsync();
        if (response is null) return default;
        var checks = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("status").GetString());
        return (response.StatusCode, checks["self"], checks["redis"]);
    }

    private async Task<HttpResponseMessage?> GetHealthAsync()
    {
        try
        {
            return await shared.Api.Http.GetAsync("/health");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
