using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Streams.Queue;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace LeadScoring.Tests.Worker;

public sealed class SweepTests : WorkerFixture
{
    /// <summary>The reply to a read gets lost: Redis counts the entry as delivered, and nobody has it in hand.</summary>
    [Fact]
    public async Task An_entry_that_was_delivered_and_never_arrived_is_taken_up_again()
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
}
