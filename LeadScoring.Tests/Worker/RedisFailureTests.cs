using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Worker;

public sealed class RedisFailureTests : WorkerFixture
{
    [Fact]
    public async Task Redis_killed_in_the_middle_loses_and_doubles_nothing()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));
        for (var round = 0; round < 3; round++)
        {
            await SubmitAsync(Lane.Live, Traffic(300, seed: 2 * round));
            await SubmitAsync(Lane.Bulk, Traffic(2000, seed: 2 * round + 1));
            Redis.Kill();
            await Redis.RestartAsync();
            await Wait.UntilAsync(PingsAsync, "the connection recovers");
        }

        await DrainedAsync();
        await AllIsWellAsync();
    }

    [Fact]
    public async Task A_group_that_was_deleted_is_created_again()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));
        await SubmitAsync(Lane.Live, Traffic(50));
        await DrainedAsync();
        for (var p = 0; p < 8; p++) await Db.StreamDeleteConsumerGroupAsync(StreamKeys.Stream(Lane.Live, p), StreamKeys.Group);

        await SubmitAsync(Lane.Live, Traffic(50, seed: 2));
        await DrainedAsync();
        await AllIsWellAsync();
    }

    private async Task<bool> PingsAsync()
    {
        try
        {
            await Monitor.PingAsync(default);
            return true;
        }
        catch (QueueUnavailableException)
        {
            return false;
        }
    }
}
