using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Demo.Data;
using LeadScoring.Demo.Loading;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Demo;

/// <summary>Loading at the start, into the API in this process.</summary>
public sealed class DemoLoaderTests : IDisposable
{
    private const string Seed = "--Demo:Seed=true";
    private static readonly IReadOnlyList<DemoLead> Expected = DemoData.At(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("leadscoring-demo-");

    [Fact]
    public async Task Loads_every_lead_and_event_once()
    {
        await using var api = await StartApiAsync();
        await using var demo = await DemoHost.StartAsync(api.Http.BaseAddress!, null, Seed);
        await LoadedAsync(demo);

        Assert.Equal(EventCount, api.Queue.Enqueued.Count);
        Assert.All(api.Queue.Enqueued, e => Assert.True(api.Services.GetRequiredService<KnownLeads>().Contains(e.LeadId)));
        await AssertScoresAsync(api);
    }

    /// <summary>Nothing is lost or rewritten on the way through the public API: names in any script, statuses, times, metadata.</summary>
    [Fact]
    public async Task Leads_and_events_are_stored_as_they_were_planned()
    {
        await using var api = await StartApiAsync();
        await using var demo = await DemoHost.StartAsync(api.Http.BaseAddress!, null, Seed);
        await LoadedAsync(demo);

        var leads = (await api.Services.GetRequiredService<ILeadStore>().LeaderboardAsync(1000, default)).ToDictionary(lead => lead.Email);
        Assert.All(Expected, lead =>
        {
            var stored = leads[lead.Request.Email];
            Assert.Equal((lead.Request.Name, lead.Request.Company, lead.Request.Status), (stored.Name, stored.Company, stored.Status.ToString().ToLowerInvariant()));
            Assert.Equal(lead.Request.Metadata!, stored.Metadata);
        });
        var now = TimeProvider.System.GetUtcNow();
        var planned = DemoData.At(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour))).SelectMany(lead => lead.Events.Select(e => (leads[lead.Request.Email].Id, $"{e.EventId}:{leads[lead.Request.Email].Id}", e.EventType, e.Metadata))).ToList();
        Assert.Equal(planned, api.Queue.Enqueued.Select(e => (e.LeadId, e.EventId, e.EventType, e.Metadata!)));
        var times = api.Queue.Enqueued.Select(e => e.TimestampMs).ToList();
        Assert.Contains(Enumerable.Range(-1, 2), hour => times.SequenceEqual(DemoData.At(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour)).AddHours(hour)).SelectMany(lead => lead.Events).Select(e => e.TimestampMs)));
    }

    [Fact]
    public async Task A_second_start_queues_nothing()
    {
        await using var api = await StartApiAsync();
        await using (var first = await DemoHost.StartAsync(api.Http.BaseAddress!, null, Seed)) await LoadedAsync(first);

        await using var second = await DemoHost.StartAsync(api.Http.BaseAddress!, null, Seed);
        await LoadedAsync(second);

        Assert.Equal(EventCount, api.Queue.Enqueued.Count);
        await AssertScoresAsync(api);
    }

    [Fact]
    public async Task Broken_off_in_the_middle_the_next_start_completes_it()
    {
        await using var api = await StartApiAsync(queue => queue.ThrowsAfter = (3, new QueueUnavailableException("gone")));
        await using (await DemoHost.StartAsync(api.Http.BaseAddress!, null, Seed))
        {
            await Wait.UntilAsync(() => Task.FromResult(api.Queue.Throws is not null), "the queue goes away");
        }

        (api.Queue.ThrowsAfter, api.Queue.Throws) = (null, null);
        await using var second = await DemoHost.StartAsync(api.Http.BaseAddress!, null, Seed);
        await LoadedAsync(second);
        await AssertScoresAsync(api);
    }

    [Fact]
    public async Task Waits_for_a_queue_that_is_down_at_first()
    {
        await using var api = await StartApiAsync(queue => queue.Throws = new QueueUnavailableException("not yet"));
        await using var demo = await DemoHost.StartAsync(api.Http.BaseAddress!, null, Seed);
        await Wait.UntilAsync(() => Task.FromResult(api.Queue.StatsReads > 1), "it tries again");
        Assert.Empty(api.Queue.Enqueued);

        api.Queue.Throws = null;
        await LoadedAsync(demo);
        await AssertScoresAsync(api);
    }

    [Fact]
    public async Task Adds_nothing_to_a_long_backlog()
    {
        await using var api = await StartApiAsync(queue => queue.Waiting = 1_000);
        await using var demo = await DemoHost.StartAsync(api.Http.BaseAddress!, null, Seed);
        await Wait.UntilAsync(() => Task.FromResult(api.Queue.StatsReads > 1), "it polls again");
        Assert.Empty(api.Queue.Enqueued);

        api.Queue.Waiting = 900;
        await LoadedAsync(demo);
    }

    [Fact]
    public async Task Gives_up_after_twelve_attempts_and_a_request_resumes()
    {
        var time = new SteppedTime();
        await using var api = await StartApiAsync(queue => queue.Throws = new QueueUnavailableException("gone"));
        await using var demo = await DemoHost.StartAsync(api.Http.BaseAddress!, time, Seed);
        await time.UntilAsync(async () => !Is(await demo.StateAsync(), "loading"), "it gives up");
        Assert.Equal(12, api.Queue.StatsReads);

        api.Queue.Throws = null;
        (await demo.LoadAsync("?stream=false")).Expect(202);
        await time.UntilAsync(async () => Is(await demo.StateAsync(), "loaded"), "it is loaded");
    }

    [Fact]
    public async Task A_lead_of_somebodys_own_that_has_one_of_the_addresses_is_left_alone()
    {
        await using var api = await StartApiAsync();
        var id = await api.LeadAsync(Expected.First(lead => lead.Events.Count > 0).Request.Email);

        await using var demo = await DemoHost.StartAsync(api.Http.BaseAddress!, null, Seed);
        await LoadedAsync(demo, leads: 199);

        Assert.DoesNotContain(api.Queue.Enqueued, e => e.LeadId == id);
        Assert.Equal(199, api.Queue.Enqueued.Select(e => e.LeadId).Distinct().Count() + Expected.Count(lead => lead.Events.Count == 0));
    }

    /// <summary>What waits for others is not waited for.</summary>
    [Fact]
    public async Task Progress_counts_what_was_sent_and_does_not_wait_any_more()
    {
        await using var api = await StartApiAsync(queue => (queue.Waiting, queue.ThrowsAfter) = (0, (3, new QueueUnavailableException("gone"))));
        var time = new SteppedTime();
        await using var demo = await DemoHost.StartAsync(api.Http.BaseAddress!, time);
        (await demo.LoadAsync("?stream=false")).Expect(202);
        await time.UntilAsync(() => api.Queue.Throws is not null, "some events are sent");
        Assert.True((await demo.StateAsync()).Expect(200).GetProperty("firstFill").GetBoolean());

        (api.Queue.Waiting, api.Queue.ThrowsAfter, api.Queue.Throws) = (300, null, null);
        await time.UntilAsync(() => api.Queue.Enqueued.Count == EventCount, "every event is sent");
        await time.UntilAsync(async () => Done(await demo.StateAsync()) == EventCount - 300, "all but those that wait are counted");
        Assert.False(Is(await demo.StateAsync(), "loaded"));

        api.Queue.Waiting = 0;
        await time.UntilAsync(async () => Is(await demo.StateAsync(), "loaded"), "it is loaded");
        Assert.Equal((JsonValueKind.Null, false), ((await demo.StateAsync()).Expect(200).GetProperty("progress").ValueKind, Is(await demo.StateAsync(), "firstFill")));

        static int Done(Answer state) => state.Expect(200).GetProperty("progress") is { ValueKind: JsonValueKind.Object } progress ? progress.GetProperty("done").GetInt32() : 0;
    }

    /// <summary>Whose addresses end like those of demo leads: one page of a search does not show all demo leads then.</summary>
    [Fact]
    public async Task Demo_leads_are_found_beside_many_others()
    {
        await using var api = await StartApiAsync();
        await api.Services.GetRequiredService<ILeadStore>().CreateManyAsync(
            [.. Enumerable.Range(0, 250).Select(i => new LeadDraft($"A {i}", $"dana.whitfield{i}@own.example", null, LeadStatus.New, null))], default);
        await using (var first = await DemoHost.StartAsync(api.Http.BaseAddress!, null, Seed)) await LoadedAsync(first);

        await using var second = await DemoHost.StartAsync(api.Http.BaseAddress!);
        var state = (await second.StateAsync()).Expect(200);
        Assert.Equal((200, true, true), (state.GetProperty("leads").GetInt32(), state.GetProperty("loaded").GetBoolean(), state.GetProperty("available").GetBoolean()));
    }

    [Theory]
    [InlineData("--Demo:Seed=false")]
    [InlineData("--Demo:Seed=")]
    [InlineData("--other=1")]
    public async Task Loads_nothing_unless_asked_for(string argument)
    {
        await using var api = await StartApiAsync();
        await using var demo = await DemoHost.StartAsync(api.Http.BaseAddress!, null, argument);
        Assert.False(Is(await demo.StateAsync(), "loading"));
        Assert.Equal(0, (await api.GetAsync("/api/leads")).Expect(200).GetProperty("total").GetInt64());
    }

    [Fact]
    public void Batches_are_bounded_and_the_last_lead_is_alone()
    {
        var batches = DemoLoader.Batches(Expected).ToList();
        Assert.Equal(Expected, batches.SelectMany(batch => batch));
        Assert.All(batches, batch => Assert.InRange(batch.Sum(lead => lead.Events.Count), 0, DemoLoader.MaxBatchEvents));
        Assert.Single(batches[^1]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static int EventCount => Expected.Sum(lead => lead.Events.Count);

    private static bool Is(Answer state, string name) => state.Expect(200).GetProperty(name).GetBoolean();

    private Task<ApiHost> StartApiAsync(Action<FakeQueue>? prepare = null) => ApiHost.StartAsync(Path.Combine(_folder.FullName, "demo.db"), prepare: prepare);

    /// <summary>The loader is done, and did not give up.</summary>
    private static async Task LoadedAsync(DemoHost demo, int leads = 200)
    {
        await Wait.UntilAsync(async () => (await demo.StateAsync()) is { Status: 200 } state && Is(state, "loaded") && !Is(state, "loading"), "it is loaded");
        Assert.Equal(leads, (await demo.StateAsync()).Expect(200).GetProperty("leads").GetInt32());
    }

    private static async Task AssertScoresAsync(ApiHost api)
    {
        var leads = await api.Services.GetRequiredService<ILeadStore>().LeaderboardAsync(1000, CancellationToken.None);
        Assert.Equal(
            Expected.Select(lead => (lead.Request.Email, DemoScores.Of(lead), (long)lead.Events.Count)).Order(),
            leads.Select(lead => (lead.Email, lead.CurrentScore, lead.EventCount)).Order());
    }
}
