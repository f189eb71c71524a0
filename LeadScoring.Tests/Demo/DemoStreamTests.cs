using System.Text.Json;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Demo.Data;
using LeadScoring.Demo.Streaming;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Demo;

/// <summary>Requests to the demo service, and the made-up events that it sends to the API in this process.</summary>
public sealed class DemoStreamTests : IAsyncLifetime
{
    private readonly SteppedTime _time = new();
    private ApiHost _api = null!;
    private DemoHost _demo = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _demo = await DemoHost.StartAsync(_api.Http.BaseAddress!, _time);
    }

    public async Task DisposeAsync()
    {
        await _demo.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task On_request_an_empty_system_loads_the_demo_and_streams_until_it_is_stopped()
    {
        var before = await StateAsync();
        Assert.Equal((false, false, false, true, 0), (Is(before, "loaded"), Is(before, "loading"), Is(before, "streaming"), Is(before, "available"), Leads(before)));

        var accepted = await _demo.LoadAsync("?eventsPerSecond=20");
        Assert.True(Is(accepted.Expect(202), "loading"));
        Assert.Equal("/demo", accepted.Location);
        await StreamingAsync();
        var during = await StateAsync();
        Assert.Equal((true, true, 200, 20), (Is(during, "loaded"), Is(during, "streaming"), Leads(during), during.GetProperty("eventsPerSecond").GetInt32()));

        var after = (await _demo.StopStreamAsync()).Expect(200);
        Assert.Equal((true, false), (Is(after, "loaded"), Is(after, "streaming")));
        await QuietAsync();
    }

    [Fact]
    public async Task Made_up_leads_do_not_come_among_a_systems_own()
    {
        await _api.LeadAsync();

        var refused = await _demo.LoadAsync();

        Assert.Equal("Sample data can only be loaded into an empty system.", refused.ExpectProblem(409).GetProperty("title").GetString());
        var state = await StateAsync();
        Assert.Equal((false, false), (Is(state, "available"), Is(state, "loading")));
    }

    [Fact]
    public async Task A_demo_lead_that_is_deleted_stays_deleted_and_the_others_go_on()
    {
        await SendingAsync();
        var lead = (await _api.GetAsync("/api/leads?limit=1")).Expect(200).GetProperty("leads")[0].GetProperty("id").GetString();
        Assert.Equal(204, (await _api.DeleteAsync($"/api/leads/{lead}")).Status);

        var sent = Live();
        await _time.UntilAsync(() => Live() > sent + 40, "it goes on");
        Assert.Equal((199, 199), (Leads(await StateAsync()), await TotalAsync()));
    }

    /// <summary>The last one is the mark that everything was loaded.</summary>
    [Fact]
    public async Task Whichever_demo_leads_are_deleted_stay_deleted_while_it_streams()
    {
        await SendingAsync();
        await DeleteAsync([DemoData.Emails[0], DemoData.Emails[1], DemoData.Emails[^1]]);
        var sent = Live();
        await _time.UntilAsync(() => Live() > sent + 60, "it goes on");
        (await _demo.LoadAsync("?eventsPerSecond=10")).Expect(202);
        await _time.UntilAsync(() => Live() > sent + 80, "at another rate");
        Assert.Equal((197, 197), (await TotalAsync(), Leads(await StateAsync())));
    }

    [Fact]
    public async Task When_every_demo_lead_was_deleted_it_ends_and_leaves_a_systems_own_alone()
    {
        await SendingAsync();
        await _api.LeadAsync("own@example.com");
        await DeleteAsync(DemoData.Emails);
        await _time.UntilAsync(async () => !Is(await StateAsync(), "streaming"), "it ends");
        await _time.PassAsync(TimeSpan.FromMilliseconds(1_500));
        Assert.Equal(1, await TotalAsync());
        (await _demo.LoadAsync()).Expect(409);
    }

    [Fact]
    public async Task Only_loading_ends_when_it_is_loaded()
    {
        (await _demo.LoadAsync("?stream=false")).Expect(202);
        await _time.UntilAsync(async () => Is(await StateAsync(), "loaded"), "it is loaded");
        await _time.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(0, Live());
    }

    [Fact]
    public async Task Streaming_that_is_requested_while_it_only_loads_begins_when_it_is_loaded()
    {
        await LoadingAsync("?stream=false");
        (await _demo.LoadAsync("?eventsPerSecond=20")).Expect(202);
        _api.Queue.Waiting = 0;
        await StreamingAsync();
        Assert.True(Is(await StateAsync(), "streaming"));
    }

    [Fact]
    public async Task Stopped_while_it_loads_it_loads_to_the_end_says_so_and_sends_nothing()
    {
        await LoadingAsync("?eventsPerSecond=20");
        var stopped = (await _demo.StopStreamAsync()).Expect(200);
        Assert.Equal((true, false), (Is(stopped, "loading"), Is(stopped, "streaming")));
        _api.Queue.Waiting = 0;
        await _time.UntilAsync(async () => Is(await StateAsync(), "loaded"), "it is loaded");
        await _time.PassAsync(TimeSpan.FromSeconds(2));
        Assert.False(Is(await StateAsync(), "loading"));
        Assert.Equal(0, Live());
    }

    [Fact]
    public async Task A_stop_takes_effect_within_about_a_second_at_the_slowest_rate_too()
    {
        (await _demo.LoadAsync("?eventsPerSecond=1")).Expect(202);
        for (var i = 1; i <= 4; i++)
        {
            var before = Live();
            await _time.UntilAsync(() => Live() > before, "it sends");
            await _time.PassAsync(TimeSpan.FromMilliseconds(i * 100));
            (await _demo.StopStreamAsync()).Expect(200);
            await _time.PassAsync(TimeSpan.FromMilliseconds(1_300));
            var sent = Live();
            await _time.PassAsync(TimeSpan.FromMilliseconds(1_200));
            Assert.Equal(sent, Live());
            (await _demo.LoadAsync("?eventsPerSecond=1")).Expect(202);
        }
    }

    [Fact]
    public async Task The_rate_is_the_one_requested()
    {
        (await _demo.LoadAsync("?eventsPerSecond=10")).Expect(202);
        await _time.UntilAsync(() => Live() > 5, "it sends");
        var before = Live();
        await _time.PassAsync(TimeSpan.FromSeconds(20));
        Assert.InRange((Live() - before) / 20.0, 7, 13);
    }

    [Fact]
    public async Task A_stream_ends_by_itself_after_eight_hours()
    {
        await SendingAsync();
        var endsAt = (await StateAsync()).GetProperty("endsAt").GetDateTimeOffset();
        Assert.InRange(endsAt - _time.GetUtcNow(), TimeSpan.FromHours(7.9), TimeSpan.FromHours(8));

        _time.Advance(TimeSpan.FromHours(7.9));
        await SendingMoreAsync();
        _time.Advance(TimeSpan.FromHours(0.1));

        await QuietAsync();
        Assert.False(Is(await StateAsync(), "streaming"));
    }

    [Fact]
    public async Task After_a_restart_the_demo_is_loaded_and_nothing_is_streamed_until_it_is_requested()
    {
        await SendingAsync();
        await _demo.DisposeAsync();
        _demo = await DemoHost.StartAsync(_api.Http.BaseAddress!, _time);
        var queued = _api.Queue.Snapshot().Count;

        var state = await StateAsync();
        await _time.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal((true, false, true, 200), (Is(state, "loaded"), Is(state, "streaming"), Is(state, "available"), Leads(state)));
        Assert.Equal(queued, _api.Queue.Snapshot().Count);
        (await _demo.LoadAsync()).Expect(202);
        await SendingMoreAsync();
        Assert.DoesNotContain(_api.Queue.Snapshot().Skip(queued), e => !IsLive(e));
    }

    [Fact]
    public async Task A_queue_that_is_away_is_waited_for()
    {
        await SendingAsync();
        _api.Queue.Throws = new QueueUnavailableException("gone");
        await QuietAsync();
        Assert.True(Is(await StateAsync(), "streaming"));
        _api.Queue.Throws = null;
        await SendingMoreAsync();
    }

    [Fact]
    public async Task A_backlog_is_waited_for()
    {
        await SendingAsync();

        _api.Queue.Waiting = 10_000;

        await QuietAsync();
    }

    [Fact]
    public async Task An_api_that_is_away_is_a_503_and_a_stream_stops_all_the_same()
    {
        await SendingAsync();
        await _api.StopAsync();

        (await _demo.StateAsync()).ExpectProblem(503);
        (await _demo.LoadAsync()).ExpectProblem(503);
        var stopped = (await _demo.StopStreamAsync()).Expect(200);

        Assert.Equal((true, false, 200), (Is(stopped, "loaded"), Is(stopped, "streaming"), Leads(stopped)));
    }

    [Theory]
    [InlineData("eventsPerSecond=0", "eventsPerSecond")]
    [InlineData("eventsPerSecond=21", "eventsPerSecond")]
    [InlineData("eventsPerSecond=x", "eventsPerSecond")]
    [InlineData("stream=maybe", "stream")]
    public async Task A_wrong_request_names_the_field(string query, string field) => (await _demo.LoadAsync("?" + query)).ExpectProblem(400, field);

    [Fact]
    public async Task Another_host_and_another_sites_page_are_refused()
    {
        Assert.Equal(400, (await _demo.SendAsync(new(HttpMethod.Get, "/demo") { Headers = { Host = "evil.example" } })).Status);
        Assert.Equal(403, (await _demo.SendAsync(new(HttpMethod.Post, "/demo") { Headers = { { "Origin", "http://evil.example" } } })).Status);
        Assert.Equal(403, (await _demo.SendAsync(new(HttpMethod.Delete, "/demo/stream") { Headers = { { "Sec-Fetch-Site", "cross-site" } } })).Status);
        Assert.Equal(0, await TotalAsync());
    }

    [Fact]
    public void Live_events_are_mostly_now_sometimes_late_and_of_all_types()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var live = new LiveEvents(DemoData.At(now));
        var events = Enumerable.Range(0, 20_000).Select(_ => live.NextEvent(live.NextLead(), now)).ToList();

        Assert.InRange(events.Count(e => e.TimestampMs < now.ToUnixTimeMilliseconds()), 400, 800);
        Assert.All(events, e => Assert.InRange(e.TimestampMs, now.AddDays(-3).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()));
        Assert.All(events, e => Assert.True(EventRules.IsEventId(e.EventId) && EventRules.IsEventType(e.EventType)));
        Assert.Equal(7, events.Select(e => e.EventType).Distinct().Count());
        Assert.InRange(events.Count(e => e.EventType == "purchase"), 200, 700);
        Assert.Equal(events.Count, events.Select(e => e.EventId).Distinct().Count());
    }

    [Fact]
    public void Live_events_come_at_the_average_rate_requested()
    {
        var live = new LiveEvents(DemoData.At(DateTimeOffset.UnixEpoch.AddYears(56)));
        Assert.InRange(Enumerable.Range(0, 5_000).Average(_ => live.NextPause(4).TotalSeconds), 0.23, 0.27);
    }

    private static bool Is(JsonElement json, string name) => json.GetProperty(name).GetBoolean();

    private static int Leads(JsonElement state) => state.GetProperty("leads").GetInt32();

    private static bool IsLive(IncomingEvent e) => e.EventId.StartsWith("demo:live:", StringComparison.Ordinal);

    private async Task<JsonElement> StateAsync() => (await _demo.StateAsync()).Expect(200);

    private async Task<int> TotalAsync() => (await _api.GetAsync("/api/leads")).Expect(200).GetProperty("total").GetInt32();

    private int Live() => _api.Queue.Snapshot().Count(IsLive);

    private Task StreamingAsync() => _time.UntilAsync(() => Live() > 3, "made-up events come");

    private Task SendingMoreAsync()
    {
        var sent = Live();
        return _time.UntilAsync(() => Live() > sent, "it goes on");
    }

    private async Task SendingAsync()
    {
        (await _demo.LoadAsync("?eventsPerSecond=20")).Expect(202);
        await StreamingAsync();
    }

    /// <summary>It waits for a backlog until the test makes it go on.</summary>
    private async Task LoadingAsync(string query)
    {
        _api.Queue.Waiting = 10_000;
        (await _demo.LoadAsync(query)).Expect(202);
        await _time.UntilAsync(() => _api.Queue.StatsReads > 0, "it loads");
    }

    /// <summary>No event for a second, within a few.</summary>
    private Task QuietAsync() => _time.UntilAsync(
        async () =>
        {
            var sent = Live();
            await _time.PassAsync(TimeSpan.FromSeconds(1));
            return Live() == sent;
        },
        "it falls quiet");

    private async Task DeleteAsync(IEnumerable<string> emails)
    {
        var ids = await _api.Services.GetRequiredService<ILeadStore>().FindByEmailAsync([.. emails], default);
        foreach (var id in ids.Values) Assert.Equal(204, (await _api.DeleteAsync($"/api/leads/{id}")).Status);
    }
}
