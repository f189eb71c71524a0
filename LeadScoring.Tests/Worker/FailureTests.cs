using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Streams;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;

namespace LeadScoring.Tests.Worker;

[Trait("Category", StoreUnderTest.Any)]
public sealed class FailureTests : WorkerFixture
{
    private IDeadLetters Dead => Get<IDeadLetters>();

    [Fact]
    public async Task Garbage_and_unknown_leads_go_to_the_dead_letters_and_delay_no_other_event()
    {
        await Db.StreamAddAsync(StreamKeys.Stream(Lane.Live, 0), "d", "garbage");
        await Db.StreamAddAsync(StreamKeys.Stream(Lane.Live, 0), "other", "field");
        await Db.StreamAddAsync(StreamKeys.Stream(Lane.Bulk, 3), "d", """{"eventId":"half","leadId":"l"}""");
        await SubmitAsync(Lane.Live, Given.Event("nobody", "lost", "page_view", 1));
        await SubmitAsync(Lane.Live, Traffic(200));
        await StartAsync();

        await DrainedAsync();
        await AllIsWellAsync();
        var dead = await Dead.ListAsync(10, default);
        Assert.Equal(4, dead.Count);
        Assert.Equal("unknown lead nobody", dead.Single(d => d.EventId == "lost").Reason);
        Assert.Equal("unknown lead nobody", (await Store.Events.FindFailureAsync("lost", default))!.Reason);
        Assert.StartsWith("unreadable entry", (await Store.Events.FindFailureAsync("half", default))!.Reason, StringComparison.Ordinal);
        Assert.Contains(dead, d => d.Payload == "garbage");
    }

    [Fact]
    public async Task An_event_that_always_fails_is_dead_after_five_attempts_and_its_neighbours_are_fine()
    {
        var worker = await StartAsync(store => store.Fail = events => events.Any(e => e.EventId == "poison") ? new InvalidOperationException("no") : null);
        await SubmitAsync(Lane.Live, Traffic(100));
        await Queue.EnqueueAsync(Lane.Live, [Given.Event(Leads[0], "poison", "page_view", 1)], default);
        await SubmitAsync(Lane.Live, Traffic(100, seed: 2));

        await DrainedAsync();
        await AllIsWellAsync();
        var letter = Assert.Single(await Dead.ListAsync(10, default));
        Assert.Equal(("poison", 5, "InvalidOperationException: no"), (letter.EventId, letter.Attempts, letter.Reason));
        Assert.Equal(5, (await Store.Events.FindFailureAsync("poison", default))!.Attempts);

        worker.Store.Fail = _ => null;
        Assert.NotNull(await Dead.RetryAsync(letter.Id, default));
        await Wait.UntilAsync(async () => await Store.Events.FindAsync("poison", default) is not null, "the retried event is committed");
    }

    [Fact]
    public async Task A_failed_attempt_is_repeated_later_and_counted()
    {
        var failures = 0;
        await StartAsync(store => store.Fail = events =>
            events.Any(e => e.EventId == "shaky") && Interlocked.Increment(ref failures) <= 2 ? new InvalidOperationException("not yet") : null);
        var at = await SubmitAsync(Lane.Live, Given.Event(Leads[0], "shaky", "page_view", 1));

        await DrainedAsync();
        Assert.Equal(3, (await Store.Events.FindAsync("shaky", default))!.Attempts);
        Assert.Equal(EntryState.Gone, (await Monitor.FindAsync(at[0], default)).State);
        Assert.Empty(await Dead.ListAsync(10, default));
    }

    [Fact]
    public async Task A_delayed_entry_survives_its_worker()
    {
        var dying = await StartAsync(store => store.Fail = _ => new InvalidOperationException("not here"));
        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "handed-over", "page_view", 1));
        await Wait.UntilAsync(async () => (await Monitor.StatsAsync(default)).Delayed == 1, "it backs off");
        await dying.KillAsync();
        await ExpireLeasesAsync("worker-1");

        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-2"));
        await DrainedAsync();
        await AllIsWellAsync();
    }

    [Fact]
    public async Task While_the_store_is_unavailable_nothing_counts_as_an_attempt()
    {
        var tries = 0;
        await StartAsync(store => store.Fail = _ => Interlocked.Increment(ref tries) <= 8 ? new StoreUnavailableException("away") : null);
        await SubmitAsync(Lane.Live, Traffic(50));

        await DrainedAsync();
        await AllIsWellAsync();
        Assert.Empty(await Dead.ListAsync(10, default));
        Assert.Equal(1, (await Store.Events.FindAsync("s1-e0", default))!.Attempts);
    }

    [Fact]
    public async Task An_entry_that_outlives_twenty_workers_is_dead()
    {
        var at = (await Queue.EnqueueAsync(Lane.Live, [Given.Event(Leads[0], "killer", "page_view", 1)], default))[0];
        var consumer = Consumer(at, "gone");
        await consumer.EnsureGroupAsync();
        await consumer.ReadNewAsync(1);
        for (var i = 1; i < 20; i++) await consumer.ClaimAsync([at.EntryId], counted: true);
        await StartAsync();

        await DrainedAsync();
        var letter = Assert.Single(await Dead.ListAsync(10, default));
        Assert.Equal("delivered 20 times without an end", letter.Reason);
        Assert.Null(await Store.Events.FindAsync("killer", default));
    }

    private Task<TestWorker> StartAsync(Action<FailingStore>? store = null) =>
        WorkerAsync((redis, path) => TestWorker.StartAsync(redis, path, prepare: store));
}
