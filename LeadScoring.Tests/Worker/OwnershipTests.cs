using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Tests.Worker;

[Trait("Category", StoreUnderTest.Any)]
public sealed class OwnershipTests : WorkerFixture
{
    [Fact]
    public async Task Two_owners_of_every_partition_count_everything_once()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-1", keepsLeases: false));
        await Db.KeyDeleteAsync(StreamKeys.AllPartitionsLease);
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-2", keepsLeases: false));

        for (var i = 0; i < 10; i++)
        {
            await SubmitAsync(Lane.Live, Traffic(100, seed: i));
            await SubmitAsync(Lane.Bulk, Traffic(300, seed: 100 + i));
        }

        await DrainedAsync();
        await AllIsWellAsync();
    }

    [Fact]
    public async Task A_worker_that_was_suspended_mid_batch_does_no_harm_when_it_resumes()
    {
        var paused = new PauseAt("commit.before");
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-1", paused, ShortLease, keepsLeases: false));
        await SubmitAsync(Lane.Live, Traffic(300));
        await paused.Reached.WaitAsync(Wait.Limit);

        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-2"));
        await DrainedAsync();
        paused.Resume();
        await SubmitAsync(Lane.Live, Traffic(100, seed: 2));
        await DrainedAsync();
        await AllIsWellAsync();
    }

    [Fact]
    public async Task With_a_shared_store_workers_take_a_fair_share()
    {
        var workers = new List<TestWorker>();
        for (var i = 1; i <= 3; i++)
        {
            var name = $"worker-{i}";
            await BeatAsync(name);
            workers.Add(await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, name, configure: Shared)));
        }

        await Wait.UntilAsync(
            () => Task.FromResult(workers.Sum(w => w.Leases.Held().Count) == 8 && workers.All(w => w.Leases.Held().Count is 2 or 3)),
            "8 partitions among 3 workers");
        await SubmitAsync(Lane.Live, Traffic(500));
        await DrainedAsync();

        await workers[0].KillAsync();
        await ExpireLeasesAsync("worker-1");
        await Get<WorkerRoster>().LeaveAsync("worker-1");
        await Wait.UntilAsync(() => Task.FromResult(workers.Skip(1).All(w => w.Leases.Held().Count == 4)), "the dead worker's share is taken");
        await SubmitAsync(Lane.Live, Traffic(500, seed: 2));
        await DrainedAsync();
        await AllIsWellAsync();
    }

    [Fact]
    public async Task The_share_of_a_killed_worker_is_taken_as_soon_as_its_leases_end()
    {
        var workers = new List<TestWorker>();
        for (var i = 1; i <= 2; i++)
        {
            var name = $"worker-{i}";
            await BeatAsync(name);
            workers.Add(await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, name, configure: Shared)));
        }

        await Wait.UntilAsync(() => Task.FromResult(workers.All(w => w.Leases.Held().Count == 4)), "8 partitions among 2 workers");
        await BeatAsync("worker-2", 4);
        await workers[0].KillAsync();
        await BeatAsync("worker-1", 4); // its last heartbeat, which is not stale yet
        await ExpireLeasesAsync("worker-1");
        await Wait.UntilAsync(() => Task.FromResult(workers[1].Leases.Held().Count == 8), "all partitions are the other's");
        await SubmitAsync(Lane.Live, Traffic(200));
        await DrainedAsync();
        await AllIsWellAsync();
    }

    private static void ShortLease(IServiceCollection services) => services.Configure<WorkerOptions>(o => o.LeaseMs = 500);

    private static void Shared(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IStoreInfo>(new SharedStore()));
}
