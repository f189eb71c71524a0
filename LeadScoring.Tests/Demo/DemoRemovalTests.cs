using System.Text.Json;
using LeadScoring.Demo.Data;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Demo;

/// <summary>Deleting the sample leads again, through the API in this process.</summary>
public sealed class DemoRemovalTests : IAsyncLifetime
{
    private readonly SteppedTime _time = new();
    private ApiHost _api = null!;
    private DemoHost _demo = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiHost.StartAsync(prepare: queue => queue.Waiting = -5); // its partition has five others: nothing waits
        _demo = await DemoHost.StartAsync(_api.Http.BaseAddress!, _time);
        (await _demo.LoadAsync("?stream=false")).Expect(202);
        await _time.UntilAsync(async () => Is(await StateAsync(), "loaded"), "it is loaded");
    }

    public async Task DisposeAsync()
    {
        await _demo.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task The_sample_leads_are_deleted_and_those_of_others_stay()
    {
        await _api.LeadAsync("own@example.com");
        await _api.LeadAsync("own.too@alderbridge.example");
        var marked = (await _api.PostAsync("/api/leads", new { name = "Marked", email = "marked@own.example", metadata = new { sampleData = true } })).Expect(201).GetProperty("id").GetString();

        var accepted = (await _demo.RemoveAsync()).Expect(202);
        Assert.Equal((true, false), (Is(accepted, "removing"), Is(accepted, "available")));
        await RemovedAsync();

        Assert.Equal(3, await TotalAsync());
        _ = (await _api.GetAsync($"/api/leads/{marked}")).Expect(200);
        Assert.Equal((false, 0, false), (Is(await StateAsync(), "loaded"), (await StateAsync()).GetProperty("leads").GetInt32(), Is(await StateAsync(), "available")));
    }

    [Fact]
    public async Task After_a_restart_they_are_known_by_their_mark()
    {
        await _demo.DisposeAsync();
        _demo = await DemoHost.StartAsync(_api.Http.BaseAddress!, _time);

        (await _demo.RemoveAsync()).Expect(202);

        await RemovedAsync();
        Assert.Equal(0, await TotalAsync());
    }

    /// <summary>Whoever takes the mark off has made the lead their own.</summary>
    [Fact]
    public async Task A_lead_whose_mark_was_taken_off_stays()
    {
        var lead = (await _api.GetAsync($"/api/leads?search={DemoData.Emails[0]}")).Expect(200).GetProperty("leads")[0];
        var kept = JsonSerializer.Serialize(new { name = lead.GetProperty("name").GetString(), email = DemoData.Emails[0], metadata = new { source = "Fair" } });
        _ = (await _api.PutAsync($"/api/leads/{lead.GetProperty("id").GetString()}", kept)).Expect(200);
        Assert.Equal(199, (await StateAsync()).GetProperty("leads").GetInt32());

        (await _demo.RemoveAsync()).Expect(202);

        await RemovedAsync();
        Assert.Equal(1, await TotalAsync());
    }

    [Fact]
    public async Task Simulated_activity_ends_and_what_waits_is_counted_first()
    {
        (await _demo.LoadAsync("?eventsPerSecond=20")).Expect(202);
        await _time.UntilAsync(async () => Is(await StateAsync(), "streaming"), "it streams");
        _api.Queue.Waiting = 100;

        (await _demo.RemoveAsync()).Expect(202);
        await _time.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal((200, true, false), (await TotalAsync(), Is(await StateAsync(), "removing"), Is(await StateAsync(), "streaming")));

        _api.Queue.Waiting = -5;
        await RemovedAsync();
        Assert.Equal(0, await TotalAsync());
    }

    /// <summary>An eventId counts once for ever, also when its lead was deleted.</summary>
    [Fact]
    public async Task Loaded_again_every_event_counts_again()
    {
        var first = _api.Queue.Snapshot().Select(e => e.EventId).ToHashSet();
        (await _demo.RemoveAsync()).Expect(202);
        await RemovedAsync();

        (await _demo.LoadAsync("?stream=false")).Expect(202);
        await _time.UntilAsync(async () => Is(await StateAsync(), "loaded"), "it is loaded again");

        var second = _api.Queue.Snapshot().Select(e => e.EventId).Skip(first.Count).ToHashSet();
        Assert.Equal((first.Count, 200), (second.Count, await TotalAsync()));
        Assert.Empty(first.Intersect(second));
    }

    [Fact]
    public async Task Nothing_is_loaded_while_it_is_removed()
    {
        _api.Queue.Waiting = 100;
        (await _demo.RemoveAsync()).Expect(202);

        (await _demo.LoadAsync()).ExpectProblem(409);

        _api.Queue.Waiting = -5;
        await RemovedAsync();
    }

    private static bool Is(JsonElement json, string name) => json.GetProperty(name).GetBoolean();

    private async Task<JsonElement> StateAsync() => (await _demo.StateAsync()).Expect(200);

    private async Task<int> TotalAsync() => (await _api.GetAsync("/api/leads")).Expect(200).GetProperty("total").GetInt32();

    private Task RemovedAsync() => _time.UntilAsync(async () => !Is(await StateAsync(), "removing"), "it is removed");
}
