using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Streams;
using LeadScoring.Tests.Infrastructure;
using StackExchange.Redis;

namespace LeadScoring.Tests.Worker;

/// <summary>After a crash between any two steps, another worker recovers: nothing lost, nothing counted twice, every change announced.</summary>
[Trait("Category", StoreUnderTest.Any)]
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

    /// <summary>No later event of the lead hides what the killed worker left undone.</summary>
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

    /// <summary>The client got no answer although every event was appended: it sends the request again, and nothing counts twice.</summary>
    [Fact]
    public async Task An_api_that_dies_after_appending_costs_nothing_but_duplicates()
    {
        var events = Traffic(200);
        var fault = new FaultAt("append.after");
        await using (var dying = Api(fault))
        {
            using var death = new CancellationTokenSource();
            var request = dying.GetRequiredService<IEventQueue>().EnqueueAsync(Lane.Live, events, death.Token);
            await fault.Reached.WaitAsync(Wait.Limit);
            await death.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }

        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-1"));
        await SubmitAsync(Lane.Live, [.. events.Select(Resubmitted)]);

        await DrainedAsync();
        await AllIsWellAsync();
        Assert.Equal(events.DistinctBy(e => e.EventId).Count(), await Store.Events.CountAsync(default));
    }

    private static IncomingEvent Resubmitted(IncomingEvent e) => e with { Submission = Random.Shared.NextInt64() };

    private ServiceProvider Api(IFaultPoints faults) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddSingleton<IConnectionMultiplexer>(Connection)
        .AddSingleton(faults)
        .AddLeadScoringStreams()
        .BuildServiceProvider();

    private Task DrainedOrReachedAsync(FaultAt fault) => Wait.UntilAsync(
        async () => fault.Reached.IsCompleted || await Monitor.StatsAsync(default) is { Waiting: 0, Active: 0, Delayed: 0 }, "the first batches are through");
}
