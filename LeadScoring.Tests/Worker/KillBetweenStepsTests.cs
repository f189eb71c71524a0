using LeadScoring.Core.Queue;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Worker;

/// <summary>Whatever step a worker dies at, another one repairs it: nothing lost, nothing twice, no screen stale.</summary>
public sealed class KillBetweenStepsTests : WorkerFixture
{
    [Theory]
    [InlineData("read.after")]
    [InlineData("commit.before")]
    [InlineData("commit.after")]
    [InlineData("announce.after")]
    [InlineData("ack.before")]
    public async Task Another_worker_takes_over_when_the_lease_runs_out(string point)
    {
        var fault = new FaultAt(point, time: 2);
        var dying = await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-1", fault));
        var standby = await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-2"));
        await SubmitAsync(Lane.Live, Traffic(200, seed: 1));
        await DrainedOrReachedAsync(fault);
        await SubmitAsync(Lane.Live, Traffic(200, seed: 2));
        await SubmitAsync(Lane.Bulk, Traffic(400, seed: 3));

        await fault.Reached.WaitAsync(Wait.Limit);
        Assert.Empty(standby.Leases.Held());
        await dying.KillAsync();
        await ExpireLeasesAsync("worker-1");

        await DrainedAsync();
        await AllIsWellAsync();
    }

    [Theory]
    [InlineData("commit.before")]
    [InlineData("commit.after")]
    [InlineData("ack.before")]
    public async Task The_same_worker_restarted_goes_on_at_once(string point)
    {
        var fault = new FaultAt(point);
        var dying = await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-1", fault));
        await SubmitAsync(Lane.Live, Traffic(300));
        await fault.Reached.WaitAsync(Wait.Limit);
        await dying.KillAsync();

        var reborn = await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-1"));
        Assert.Equal(8, reborn.Leases.Held().Count);
        await DrainedAsync();
        await AllIsWellAsync();
    }

    /// <summary>No later event of the lead covers up what the killed worker left undone.</summary>
    [Theory]
    [InlineData("read.after")]
    [InlineData("commit.before")]
    [InlineData("commit.after")]
    [InlineData("announce.after")]
    [InlineData("ack.before")]
    public async Task A_single_event_is_scored_once_and_announced(string point)
    {
        var fault = new FaultAt(point);
        var dying = await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-1", fault));
        await SubmitAsync(Lane.Live, Traffic(1));
        await fault.Reached.WaitAsync(Wait.Limit);
        await dying.KillAsync();

        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-1"));
        await DrainedAsync();
        await AllIsWellAsync();
    }

    [Fact]
    public async Task A_graceful_stop_finishes_the_batch_and_hands_over_at_once()
    {
        var first = await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-1"));
        await SubmitAsync(Lane.Bulk, Traffic(3000));
        await first.StopAsync();
        Assert.Equal(0, (await Monitor.StatsAsync(default)).Active);

        var second = await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-2"));
        Assert.Equal(8, second.Leases.Held().Count);
        await DrainedAsync();
        await AllIsWellAsync();
    }

    private Task DrainedOrReachedAsync(FaultAt fault) => Wait.UntilAsync(
        async () => fault.Reached.IsCompleted || await Monitor.StatsAsync(default) is { Waiting: 0, Active: 0, Delayed: 0 }, "the first batches are through");
}
