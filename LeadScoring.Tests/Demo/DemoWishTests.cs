using System.Text.Json;
using LeadScoring.Api.Demo;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Streams.Demo;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Streams;

namespace LeadScoring.Tests.Demo;

/// <summary>What is wished while something else is under way, on a real Redis.</summary>
public sealed class DemoWishTests : StreamsFixture
{
    private readonly SteppedTime _time = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("leadscoring-wish-");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Streaming_that_is_asked_for_while_it_only_loads_begins_when_it_is_loaded()
    {
        await using var api = await LoadingAsync("/api/demo?stream=false");
        (await api.PostAsync("/api/demo?eventsPerSecond=20", "{}")).Expect(202);
        api.Queue.Waiting = 0;
        await SendingAsync(api);
        Assert.True(Is(await StateAsync(api), "streaming"));
    }

    [Fact]
    public async Task Stopped_while_it_loads_it_loads_to_the_end_says_so_and_sends_nothing()
    {
        await using var api = await LoadingAsync("/api/demo?eventsPerSecond=20");
        var stopped = (await api.DeleteAsync("/api/demo/stream")).Expect(200);
        Assert.Equal((true, false), (Is(stopped, "loading"), Is(stopped, "streaming")));
        api.Queue.Waiting = 0;
        await _time.UntilAsync(async () => Is(await StateAsync(api), "loaded") && await Get<IDemoSwitch>().ReadAsync(default) is null, "it is loaded");
        Assert.False(Is(await StateAsync(api), "loading"));
        Assert.Equal(0, Live(api));
    }

    [Fact]
    public async Task Seeding_at_start_is_loading()
    {
        await using var api = await StartAsync(q => q.Waiting = 10_000, "--Demo:Seed=true");
        await _time.UntilAsync(async () => Is(await StateAsync(api), "loading"), "it says so");
        api.Queue.Waiting = 0;
        await _time.UntilAsync(async () => Is(await StateAsync(api), "loaded"), "it is loaded");
    }

    [Fact]
    public async Task A_stop_is_heeded_within_about_a_second_at_the_slowest_rate_too()
    {
        await using var api = await StartAsync();
        (await api.PostAsync("/api/demo?eventsPerSecond=1", "{}")).Expect(202);
        for (var i = 1; i <= 4; i++)
        {
            var before = Live(api);
            await _time.UntilAsync(() => Live(api) > before, "it sends");
            await _time.PassAsync(TimeSpan.FromMilliseconds(i * 100));
            (await api.DeleteAsync("/api/demo/stream")).Expect(200);
            await _time.PassAsync(TimeSpan.FromMilliseconds(1_300));
            var sent = Live(api);
            await _time.PassAsync(TimeSpan.FromMilliseconds(1_200));
            Assert.Equal(sent, Live(api));
            (await api.PostAsync("/api/demo?eventsPerSecond=1", "{}")).Expect(202);
        }
    }

    /// <summary>The last one is the mark that everything was loaded.</summary>
    [Fact]
    public async Task Whichever_demo_leads_are_deleted_stay_deleted_while_it_streams()
    {
        await using var api = await SendingAsync();
        var emails = DemoData.At(TimeProvider.System.GetUtcNow()).Select(lead => lead.Draft.Email).ToArray();
        await DeleteAsync(api, [emails[0], emails[1], emails[^1]]);
        var sent = Live(api);
        await _time.UntilAsync(() => Live(api) > sent + 60, "it goes on");
        (await api.PostAsync("/api/demo?eventsPerSecond=10", "{}")).Expect(202);
        await _time.UntilAsync(() => Live(api) > sent + 80, "at another rate");
        Assert.Equal((197, 197), (await TotalAsync(api), (await StateAsync(api)).GetProperty("leads").GetInt32()));
    }

    [Fact]
    public async Task When_every_demo_lead_was_deleted_it_ends_and_leaves_somebodys_own_alone()
    {
        await using var api = await SendingAsync();
        await api.LeadAsync("own@example.com");
        await DeleteAsync(api, DemoData.At(TimeProvider.System.GetUtcNow()).Select(lead => lead.Draft.Email));
        await _time.UntilAsync(async () => await Get<IDemoSwitch>().ReadAsync(default) is null, "it ends");
        await _time.PassAsync(TimeSpan.FromMilliseconds(1_500));
        Assert.Equal(1, await TotalAsync(api));
        (await api.PostAsync("/api/demo", "{}")).Expect(409);
    }

    [Fact]
    public async Task Of_two_processes_one_sends_at_the_rate_asked_for_and_the_other_goes_on_with_what_redis_keeps()
    {
        await using var second = await StartAsync();
        await using (var first = await StartAsync())
        {
            (await first.PostAsync("/api/demo?eventsPerSecond=10", "{}")).Expect(202);
            await _time.UntilAsync(() => Live(first) + Live(second) > 5, "one sends");
            var before = Live(first) + Live(second);
            await _time.PassAsync(TimeSpan.FromSeconds(20));
            Assert.InRange((Live(first) + Live(second) - before) / 20.0, 7, 13);
            Assert.Equal(0, Math.Min(Live(first), Live(second)));
        }

        _time.Hosts--;
        var sent = Live(second);
        Redis.Kill();
        await Redis.RestartAsync();
        await Wait.UntilAsync(async () => (await second.GetAsync("/api/queue/stats")).Status == 200, "its client is connected again, which takes real time");
        await _time.UntilAsync(() => Live(second) > sent + 5, "the other one goes on");
    }

    private static bool Is(JsonElement json, string name) => json.GetProperty(name).GetBoolean();

    private static async Task<JsonElement> StateAsync(ApiHost api) => (await api.GetAsync("/api/demo")).Expect(200);

    private static async Task<int> TotalAsync(ApiHost api) => (await api.GetAsync("/api/leads")).Expect(200).GetProperty("total").GetInt32();

    private static int Live(ApiHost api) => api.Queue.Snapshot().Count(e => e.EventId.StartsWith("demo:live:", StringComparison.Ordinal));

    private Task SendingAsync(ApiHost api) => _time.UntilAsync(() => Live(api) > 3, "made-up events come");

    private static async Task DeleteAsync(ApiHost api, IEnumerable<string> emails)
    {
        var ids = await api.Services.GetRequiredService<ILeadStore>().FindByEmailAsync([.. emails], default);
        foreach (var id in ids.Values) Assert.Equal(204, (await api.DeleteAsync($"/api/leads/{id}")).Status);
    }

    private Task<ApiHost> StartAsync(Action<FakeQueue>? prepare = null, params string[] arguments)
    {
        _time.Hosts++;
        return ApiHost.StartAsync(
            Path.Combine(_folder.FullName, "demo.db"), null, prepare, s => s.AddSingleton(Get<IDemoSwitch>()).AddSingleton<TimeProvider>(_time), arguments);
    }

    /// <summary>It waits for a backlog until the test makes it go on.</summary>
    private async Task<ApiHost> LoadingAsync(string request)
    {
        var api = await StartAsync(q => q.Waiting = 10_000);
        (await api.PostAsync(request, "{}")).Expect(202);
        await _time.UntilAsync(() => api.Queue.StatsReads > 0, "it loads");
        return api;
    }

    private async Task<ApiHost> SendingAsync()
    {
        var api = await StartAsync();
        (await api.PostAsync("/api/demo?eventsPerSecond=20", "{}")).Expect(202);
        await SendingAsync(api);
        return api;
    }
}
