using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Streams.Queue;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Worker.Hosting;
using StackExchange.Redis;

namespace LeadScoring.Tests.Worker;

public sealed class LaneTests : WorkerFixture
{
    [Fact]
    public async Task Live_goes_before_bulk_that_came_earlier()
    {
        await SubmitAsync(Lane.Bulk, Traffic(5000));
        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "urgent", "purchase", 1));
        var worker = await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));

        await DrainedAsync();
        Assert.Equal("urgent", worker.Store.Commits[0][0]);
        Assert.True(worker.Store.Commits.Count > 2, "bulk comes in slices");
        await AllIsWellAsync();
    }

    [Fact]
    public async Task A_lost_notification_delays_events_until_the_next_poll()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, listens: false, configure: PollEvery(50)));
        await SubmitAsync(Lane.Live, Traffic(10));
        await DrainedAsync();

        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "polled", "purchase", 1));
        await Wait.UntilAsync(async () => await Store.Events.FindAsync("polled", default) is not null, "polled");
    }

    [Fact]
    public async Task A_notification_is_received_long_before_the_poll()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, configure: PollEvery(60_000)));
        await SubmitAsync(Lane.Live, Traffic(10));
        await DrainedAsync();

        for (var i = 0; i < 20; i++)
        {
            using var wait = Get<ISubmissionResults>().Expect(1_000_000 + i);
            await SubmitAsync(Lane.Live, Given.Event(Leads[0], $"quick{i}", "purchase", 1) with { Submission = 1_000_000 + i });
            var result = await wait.Result.WaitAsync(Wait.Limit);
            Assert.Equal($"quick{i}", result.Outcome!.EventId);
        }
    }

    /// <summary>The reply to a read is lost: Redis counts the entry as delivered, but no worker has it.</summary>
    [Fact]
    public async Task An_entry_whose_delivery_was_lost_is_reclaimed()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(
            redis, store, configure: services => services.Configure<WorkerOptions>(o => o.SweepMs = 100)));
        await SubmitAsync(Lane.Bulk, Given.Event(Leads[0], "first", "page_view", 1_700_000_000_000));
        await DrainedAsync();

        var key = StreamKeys.Stream(Lane.Bulk, PartitionHash.Of(Leads[1], 8));
        var lost = Given.Event(Leads[1], "lost", "page_view", 1_700_000_000_001);
        var transaction = Db.CreateTransaction();
        _ = transaction.StreamAddAsync(key, "d", EntryCodec.Encode(lost, null));
        var read = transaction.StreamReadGroupAsync(key, StreamKeys.Group, "worker-1", StreamPosition.NewMessages);
        Assert.True(await transaction.ExecuteAsync());
        Assert.Single(await read);

        await Wait.UntilAsync(async () => await Store.Events.FindAsync("lost", default) is not null, "the sweep finds it");
        await DrainedAsync();
        Assert.Equal(1, (await Store.Events.FindAsync("lost", default))!.Attempts);
    }

    private static Action<IServiceCollection> PollEvery(int milliseconds) => services => services.Configure<WorkerOptions>(o => o.PollMs = milliseconds);
}
