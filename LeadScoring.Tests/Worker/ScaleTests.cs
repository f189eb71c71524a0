using LeadScoring.Core.Queue;
using LeadScoring.Streams.Leases;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Tests.Store.Mongo;
using Xunit.Abstractions;

namespace LeadScoring.Tests.Worker;

/// <summary>Workers start and stop under load, on one Redis and one store: nothing is lost, nothing counts twice.</summary>
public abstract class ScaleTests(IStoreFixture store, ITestOutputHelper output) : WorkerFixture(store)
{
    private const int BatchSize = 100;
    private readonly List<TestWorker> _working = [];
    private int _seed;

    /// <summary>How many workers hold partitions while so many run.</summary>
    protected abstract int Active(int workers);

    [Fact]
    public async Task From_one_worker_to_four_to_two_under_load()
    {
        await StartAsync(1);
        await LoadAsync("1 worker");
        await StartAsync(3);
        await LoadAsync("4 workers");
        await _working[0].KillAsync();
        await ExpireLeasesAsync("worker-1");
        await _working[1].StopAsync();
        foreach (var gone in new[] { "worker-1", "worker-2" }) await Get<WorkerRoster>().LeaveAsync(gone);
        _working.RemoveRange(0, 2);
        await LoadAsync("2 workers");
        await AllIsWellAsync();
    }

    private async Task StartAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var name = $"worker-{_working.Count + 1}";
            await BeatAsync(name);
            _working.Add(await WorkerAsync((redis, connection) => TestWorker.StartAsync(redis, connection, name)));
        }
    }

    /// <summary>Events are submitted while partitions move to other workers, and more afterwards; then all are processed.</summary>
    private async Task LoadAsync(string what)
    {
        for (var i = 0; i < 5; i++) await SubmitAsync(Lane.Live, Traffic(BatchSize, ++_seed));
        var running = _working.Count;
        await Wait.UntilAsync(
            () => Task.FromResult(_working.Sum(w => w.Leases.Held().Count) == 8 && _working.Count(w => w.Leases.Held().Count > 0) == Active(running)),
            $"{Active(running)} of {what} hold all partitions");
        await DrainedAsync();

        var events = Enumerable.Range(0, 10).Select(_ => Traffic(BatchSize, ++_seed)).ToList();
        var started = TimeProvider.System.GetTimestamp();
        foreach (var batch in events) await SubmitAsync(Lane.Bulk, batch);
        await DrainedAsync();
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        output.WriteLine($"{what}: {events.Count * BatchSize / seconds:0} events/s");
    }
}

/// <summary>One writer at a time is fastest: the others stand by.</summary>
public sealed class SqliteScaleTests(ITestOutputHelper output) : ScaleTests(new SqliteFixture(), output)
{
    protected override int Active(int workers) => 1;
}

/// <summary>Workers share the partitions.</summary>
public sealed class MongoScaleTests(ITestOutputHelper output) : ScaleTests(new MongoFixture(), output)
{
    protected override int Active(int workers) => workers;
}
