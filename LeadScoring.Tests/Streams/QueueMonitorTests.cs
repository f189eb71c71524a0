using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Tests.Store;

namespace LeadScoring.Tests.Streams;

public sealed class QueueMonitorTests : StreamsFixture
{
    [Fact]
    public async Task An_empty_redis_has_nothing_anywhere()
    {
        var stats = await Monitor.StatsAsync(default);

        Assert.Equal(16, stats.Partitions.Count);
        Assert.Equal((0L, 0L, 0L, 0L, 0L, 0.0), (stats.Waiting, stats.Active, stats.Delayed, stats.Failed, stats.LagMs, stats.RatePerSecond));
        Assert.Equal(EntryState.Gone, (await Monitor.FindAsync(new(Lane.Live, 0, "1-1"), default)).State);
    }

    [Fact]
    public async Task An_entry_is_waiting_then_active_then_delayed_then_gone()
    {
        var at = (await Queue.EnqueueAsync(Lane.Live, [Given.Event("lead", "e1", "page_view", 1)], default))[0];
        Assert.Equal(new EntryStatus(EntryState.Waiting, 0, "e1", "lead"), await Monitor.FindAsync(at, default));
        Assert.Equal(1, (await Monitor.StatsAsync(default)).Waiting);

        var consumer = Consumer(at);
        await consumer.EnsureGroupAsync();
        await consumer.ReadNewAsync(1);
        Assert.Equal(new EntryStatus(EntryState.Active, 1, "e1", "lead"), await Monitor.FindAsync(at, default));
        Assert.Equal(1, (await Monitor.StatsAsync(default)).Active);

        await consumer.DelayAsync(at.EntryId, 1);
        Assert.Equal(EntryState.Delayed, (await Monitor.FindAsync(at, default)).State);
        var delayed = await Monitor.StatsAsync(default);
        Assert.Equal((0L, 1L), (delayed.Active, delayed.Delayed));

        await consumer.TakeDueAsync([at.EntryId]);
        Assert.Equal(new EntryStatus(EntryState.Active, 2, "e1", "lead"), await Monitor.FindAsync(at, default));

        await consumer.AcknowledgeAsync([at.EntryId]);
        Assert.Equal(EntryState.Gone, (await Monitor.FindAsync(at, default)).State);
    }

    [Fact]
    public async Task A_position_is_passed_when_it_and_all_before_it_in_its_partition_are_gone()
    {
        var first = (await Queue.EnqueueAsync(Lane.Bulk, [Given.Event("lead", "e1", "page_view", 1)], default))[0];
        var position = (await Queue.EnqueueAsync(Lane.Bulk, [Given.Event("lead", "e2", "page_view", 2)], default))[0];
        var later = (await Queue.EnqueueAsync(Lane.Bulk, [Given.Event("lead", "e3", "page_view", 3)], default))[0];
        Assert.False(await Monitor.ArePassedAsync([position], default));

        var consumer = Consumer(position);
        await consumer.EnsureGroupAsync();
        await consumer.ReadNewAsync(10);
        await consumer.AcknowledgeAsync([position.EntryId]);
        Assert.False(await Monitor.ArePassedAsync([position], default)); // the first one may be waiting to be tried again
        await consumer.AcknowledgeAsync([first.EntryId]);
        Assert.True(await Monitor.ArePassedAsync([position], default));
        Assert.False(await Monitor.ArePassedAsync([position, later], default));
        Assert.True(await Monitor.ArePassedAsync([], default));
    }

    [Fact]
    public async Task The_rate_is_that_of_living_workers()
    {
        await Get<WorkerRoster>().BeatAsync("a", 100, 8);
        await Get<WorkerRoster>().BeatAsync("b", 50, 0);
        await Db.HashSetAsync(StreamKeys.Workers, "dead", """{"AtMs":1,"RatePerSecond":7,"Partitions":1}""");
        await Db.HashSetAsync(StreamKeys.Workers, "odd", "x");

        Assert.Equal(150, (await Monitor.StatsAsync(default)).RatePerSecond);
        Assert.Equal(2, await Db.HashLengthAsync(StreamKeys.Workers));
    }
}
