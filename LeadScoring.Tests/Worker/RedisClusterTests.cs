using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Streams.Leases;
using LeadScoring.Tests.Store;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace LeadScoring.Tests.Worker;

/// <summary>
/// All commands that we send to Redis, sent to a cluster of one node, which answers CROSSSLOT to every command, transaction and
/// script whose keys do not hash to one slot, as a large cluster would.
/// </summary>
public sealed class RedisClusterTests : WorkerFixture
{
    protected override bool IsCluster => true;

    private IDeadLetters Dead => Get<IDeadLetters>();

    [Fact]
    public async Task This_cluster_refuses_what_crosses_slots()
    {
        var crossing = await Assert.ThrowsAsync<RedisServerException>(() => Db.ExecuteAsync("MSET", "one", "1", "another", "2"));
        Assert.StartsWith("CROSSSLOT", crossing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traffic_in_both_lanes_failures_retries_and_dead_letters_cross_no_slots()
    {
        var failures = 0;
        var worker = await WorkerAsync((redis, connection) => TestWorker.StartAsync(redis, connection, prepare: store => store.Fail = events =>
            events.Any(e => e.EventId == "poison") || (events.Any(e => e.EventId == "shaky") && Interlocked.Increment(ref failures) <= 2)
                ? new InvalidOperationException("no")
                : null));
        await SubmitAsync(Lane.Live, [.. Traffic(200), Given.Event(Leads[0], "shaky", "page_view", 1)]);
        await SubmitAsync(Lane.Bulk, Traffic(400, seed: 2));
        await Queue.EnqueueAsync(Lane.Live, [Given.Event(Leads[0], "poison", "page_view", 1), Given.Event("nobody", "lost", "page_view", 1)], default);
        await DrainedAsync();

        var letters = await Dead.ListAsync(10, default);
        Assert.Equal(["lost", "poison"], letters.Select(l => l.EventId).Order());
        Assert.NotNull(await Dead.FindAsync(letters[0].Id, default));
        worker.Store.Fail = _ => null;
        Assert.NotNull(await Dead.RetryAsync(letters.Single(l => l.EventId == "poison").Id, default));
        Assert.True(await Dead.DiscardAsync(letters.Single(l => l.EventId == "lost").Id, default));
        await DrainedAsync();
        Assert.NotNull(await Store.Events.FindAsync("poison", default));
        Assert.Equal(0, await Dead.CleanAsync(TimeProvider.System.GetUtcNow(), default));
        Assert.Equal(0, (await Monitor.StatsAsync(default)).Waiting);
    }

    [Fact]
    public async Task Every_event_counts_once_although_its_worker_is_killed_and_partitions_move()
    {
        for (var i = 1; i <= 3; i++) await BeatAsync($"worker-{i}");
        var workers = new List<TestWorker>();
        for (var i = 1; i <= 3; i++)
        {
            var name = $"worker-{i}";
            workers.Add(await WorkerAsync((redis, connection) => TestWorker.StartAsync(redis, connection, name, configure: Shared)));
        }

        await SubmitAsync(Lane.Live, Traffic(500));
        await workers[0].KillAsync();
        await ExpireLeasesAsync("worker-1");
        await Get<WorkerRoster>().LeaveAsync("worker-1");
        await SubmitAsync(Lane.Live, Traffic(500, seed: 2));
        await DrainedAsync();
        await AllIsWellAsync();
    }

    [Fact]
    public async Task Waiting_for_a_result_works()
    {
        await WorkerAsync((redis, connection) => TestWorker.StartAsync(redis, connection));
        var e = Given.Event(Leads[0], "awaited", "page_view", 1);
        using var wait = Get<ISubmissionResults>().Expect(e.Submission);
        await SubmitAsync(Lane.Live, e);
        await DrainedAsync();
    }

    private static void Shared(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IStoreInfo>(new SharedStore()));
}
