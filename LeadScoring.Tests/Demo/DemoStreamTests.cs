using LeadScoring.Api.Demo;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Streams.Demo;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Demo;

public sealed class DemoStreamTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("leadscoring-stream-");
    private readonly FakeDemoSwitch _switch = new();
    private readonly SteppedTime _time = new();

    private string Database => Path.Combine(_folder.FullName, "demo.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task On_request_an_empty_system_loads_the_demo_and_streams_until_it_is_stopped()
    {
        await using var api = await StartAsync();
        var before = (await api.GetAsync("/api/demo")).Expect(200);
        Assert.Equal((false, false, false, true, 0), (Is(before, "loaded"), Is(before, "loading"), Is(before, "streaming"), Is(before, "available"), before.GetProperty("leads").GetInt32()));

        var accepted = await api.PostAsync("/api/demo?eventsPerSecond=20", "{}");
        Assert.True(Is(accepted.Expect(202), "loading"));
        await StreamingAsync(api);
        var during = (await api.GetAsync("/api/demo")).Expect(200);
        Assert.Equal((true, true, 200, 20), (Is(during, "loaded"), Is(during, "streaming"), during.GetProperty("leads").GetInt32(), during.GetProperty("eventsPerSecond").GetInt32()));

        var after = (await api.DeleteAsync("/api/demo/stream")).Expect(200);
        Assert.Equal((true, false), (Is(after, "loaded"), Is(after, "streaming")));
        await QuietAsync(api);
    }

    [Fact]
    public async Task Made_up_leads_do_not_come_among_somebodys_own()
    {
        await using var api = await StartAsync();
        await api.LeadAsync();

        var refused = await api.PostAsync("/api/demo", "{}");

        Assert.Equal("The system is in use.", refused.Expect(409).GetProperty("title").GetString());
        Assert.Null(_switch.Wish);
        Assert.False(Is((await api.GetAsync("/api/demo")).Expect(200), "available"));
    }

    [Fact]
    public async Task A_demo_lead_that_somebody_deletes_stays_deleted_and_the_others_go_on()
    {
        await using var api = await StartAsync();
        (await api.PostAsync("/api/demo?eventsPerSecond=20", "{}")).Expect(202);
        await StreamingAsync(api);
        var lead = (await api.GetAsync("/api/leads?limit=1")).Expect(200).GetProperty("leads")[0].GetProperty("id").GetString();
        Assert.Equal(204, (await api.DeleteAsync($"/api/leads/{lead}")).Status);

        var sent = Live(api);
        await _time.UntilAsync(() => Live(api) > sent + 40, "it goes on");
        Assert.Equal(199, (await api.GetAsync("/api/demo")).Expect(200).GetProperty("leads").GetInt32());
        Assert.Equal(199, (await api.GetAsync("/api/leads")).Expect(200).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Only_loading_ends_when_it_is_loaded()
    {
        await using var api = await StartAsync();
        (await api.PostAsync("/api/demo?stream=false", "{}")).Expect(202);
        await _time.UntilAsync(async () => Is((await api.GetAsync("/api/demo")).Expect(200), "loaded") && _switch.Wish is null, "it is loaded");
        Assert.DoesNotContain(Enqueued(api), IsLive);
    }

    [Fact]
    public async Task Of_two_processes_one_sends_and_the_other_goes_on_when_it_ends()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        (await first.PostAsync("/api/demo?eventsPerSecond=20", "{}")).Expect(202);
        await _time.UntilAsync(() => Live(first) + Live(second) > 5, "one sends");
        var sending = Assert.Single(new[] { first, second }, api => Live(api) > 0);
        var other = sending == first ? second : first;

        await sending.StopAsync();
        _time.Hosts--;
        await _time.UntilAsync(() => Live(other) > 5, "the other one goes on");
    }

    [Fact]
    public async Task Redis_away_is_waited_for_and_the_api_answers_503()
    {
        await using var api = await StartAsync();
        (await api.PostAsync("/api/demo?eventsPerSecond=20", "{}")).Expect(202);
        await StreamingAsync(api);
        _switch.Throws = new QueueUnavailableException("gone");
        (await api.GetAsync("/api/demo")).Expect(503);
        (await api.GetAsync("/api/leaderboard")).Expect(200);
        await QuietAsync(api);
        _switch.Throws = null;
        var sent = Live(api);
        await _time.UntilAsync(() => Live(api) > sent, "it goes on");
    }

    [Fact]
    public async Task A_backlog_is_waited_for()
    {
        await using var api = await StartAsync();
        (await api.PostAsync("/api/demo?eventsPerSecond=20", "{}")).Expect(202);
        await StreamingAsync(api);

        api.Queue.Waiting = 10_000;

        await QuietAsync(api);
    }

    [Theory]
    [InlineData("eventsPerSecond=0", "eventsPerSecond")]
    [InlineData("eventsPerSecond=21", "eventsPerSecond")]
    [InlineData("eventsPerSecond=x", "eventsPerSecond")]
    [InlineData("stream=maybe", "stream")]
    public async Task A_wrong_wish_names_the_field(string query, string field)
    {
        await using var api = await StartAsync();
        var problem = (await api.PostAsync("/api/demo?" + query, "{}")).Expect(400);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public void What_is_drawn_is_mostly_now_sometimes_late_and_all_kinds_happen()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var draw = new LiveDraw(DemoData.At(now));
        var events = Enumerable.Range(0, 20_000).Select(_ => draw.Event(draw.Lead(), now)).ToList();

        Assert.InRange(events.Count(e => e.TimestampMs < now.ToUnixTimeMilliseconds()), 400, 800);
        Assert.All(events, e => Assert.InRange(e.TimestampMs, now.AddDays(-3).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()));
        Assert.All(events, e => Assert.True(EventRules.IsEventId(e.EventId) && EventRules.IsEventType(e.EventType)));
        Assert.Equal(7, events.Select(e => e.EventType).Distinct().Count());
        Assert.InRange(events.Count(e => e.EventType == "purchase"), 200, 700);
        Assert.Equal(events.Count, events.Select(e => e.EventId).Distinct().Count());
    }

    [Fact]
    public void The_average_pause_is_the_rate_that_was_asked_for()
    {
        var draw = new LiveDraw(DemoData.At(DateTimeOffset.UnixEpoch.AddYears(56)));
        Assert.InRange(Enumerable.Range(0, 5_000).Average(_ => draw.Pause(4).TotalSeconds), 0.23, 0.27);
    }

    private static bool Is(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetBoolean();

    private static bool IsLive(IncomingEvent e) => e.EventId.StartsWith("demo:live:", StringComparison.Ordinal);

    private static IReadOnlyList<IncomingEvent> Enqueued(ApiHost api) => api.Queue.Snapshot();

    private static int Live(ApiHost api) => Enqueued(api).Count(IsLive);

    private Task StreamingAsync(ApiHost api) => _time.UntilAsync(() => Live(api) > 3, "made-up events come");

    /// <summary>No event for a second, within a few.</summary>
    private Task QuietAsync(ApiHost api) => _time.UntilAsync(
        async () =>
        {
            var sent = Live(api);
            await _time.PassAsync(TimeSpan.FromSeconds(1));
            return Live(api) == sent;
        },
        "it falls quiet");

    private Task<ApiHost> StartAsync()
    {
        _time.Hosts++;
        return ApiHost.StartAsync(Database, services: s => s.AddSingleton<IDemoSwitch>(_switch).AddSingleton<TimeProvider>(_time));
    }
}
