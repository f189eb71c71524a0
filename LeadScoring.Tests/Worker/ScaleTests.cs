using LeadScoring.Core.Events;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Tests.Store.Mongo;
using Xunit.Abstractions;

namespace LeadScoring.Tests.Worker;

/// <summary>Workers come and go under load, on one Redis and one store: nothing is lost, nothing counts twice.</summary>
public abstract class ScaleTests(IStoreFixture store, ITestOutputHelper output) : WorkerFixture(store)
{
    private const int BatchSize = 100;
    private readonly List<(string Name, TestWorker Worker)> _working = [];
    private volatile bool _isDone;
    private int _seed;

    /// <summary>How many workers hold partitions while so many run.</summary>
    protected abstract int Active(int workers);

    [StoreFact]
    public async Task From_one_worker_to_four_to_two_under_load()
    {
        var beats = BeatAsync();
        await StartAsync(1);
        await LoadAsync("1 worker");
        await StartAsync(3);
        await LoadAsync("4 workers");
        await _working[0].Worker.KillAsync();
        await _working[1].Worker.StopAsync();
        lock (_working) _working.RemoveRange(0, 2);
        await LoadAsync("2 workers");
        _isDone = true;
        await beats;
        await AllIsWellAsync();
    }

    public override Task DisposeAsync()
    {
        _isDone = true;
        return base.DisposeAsync();
    }

    private async Task StartAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var name = $"worker-{_working.Count + 1}";
            await Get<WorkerRoster>().BeatAsync(name, 0, 0);
            var worker = await WorkerAsync((redis, connection) => TestWorker.StartAsync(redis, connection, name));
            lock (_working) _working.Add((name, worker));
        }
    }

    /// <summary>Traffic goes in while the partitions move, and more once they have settled; then everything is worked off.</summary>
    private async Task LoadAsync(string what)
    {
        for (var i = 0; i < 5; i++) await SubmitAsync(Lane.Live, Traffic(BatchSize, ++_seed));
        var running = _working.Count;
        await Wait.UntilAsync(
            () => Task.FromResult(_working.Sum(w => w.Worker.Leases.Held().Count) == 8 && _working.Count(w => w.Worker.Leases.Held().Count > 0) == Active(running)),
            $"{Active(running)} of {what} hold all partitions");
        await DrainedAsync();

        var events = Enumerable.Range(0, 10).Select(_ => Traffic(BatchSize, ++_seed)).ToList();
        var started = TimeProvider.System.GetTimestamp();
        foreach (var batch in events) await SubmitAsync(Lane.Bulk, batch);
        await DrainedAsync();
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        output.WriteLine($"{what}: {events.Count * BatchSize / seconds:0} events/s");
    }

    private async Task BeatAsync()
    {
        while (!_isDone)
        {
            List<string> names;
            lock (_working) names = [.. _working.Select(w => w.Name)];
            var live = await Get<WorkerRoster>().LiveAsync();
            foreach (var gone in live.Keys.Except(names)) await Get<WorkerRoster>().LeaveAsync(gone);
            foreach (var name in names) await Get<WorkerRoster>().BeatAsync(name, 0, 0);
            await Task.Delay(200);
        }
    }
}

/// <summary>One writer at a time is fastest: the others stand by.</summary>
public sealed class SqliteScaleTests(ITestOutputHelper output) : ScaleTests(new SqliteFixture(), output)
{
    protected override int Active(int workers) => 1;
}

/// <summary>Workers share the partitions.</summary>
public sealed class MongoScaleTests(ITestOutputHelper output) : ScaleTests(new MongoFixture(), output), INeedsMongo
{
    protected override int Active(int workers) => workers;
}
