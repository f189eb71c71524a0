using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Storage;
using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Ingest;
using LeadScoring.Worker.Jobs;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace LeadScoring.Tests.Worker;

/// <summary>One worker in this process, with its own connection, store instance and services. It can be killed at any point.</summary>
public sealed class TestWorker : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ConnectionMultiplexer _connection;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly bool _keepsLeases;
    private Task _running = Task.CompletedTask;

    private TestWorker(ServiceProvider services, ConnectionMultiplexer connection, bool keepsLeases)
    {
        (_services, _connection, _keepsLeases) = (services, connection, keepsLeases);
        Leases = services.GetRequiredService<PartitionLeases>();
    }

    public FailingStore Store => (FailingStore)_services.GetRequiredService<IEventStore>();

    internal PartitionLeases Leases { get; }

    public static async Task<TestWorker> StartAsync(
        RedisServer redis, string store, string name = "worker-1", IFaultPoints? faults = null,
        Action<IServiceCollection>? configure = null, bool listens = true, bool keepsLeases = true, Action<FailingStore>? prepare = null)
    {
        var connection = await redis.ConnectAsync();
        var services = Services(connection, store, name);
        if (faults is not null) services.Replace(ServiceDescriptor.Singleton(faults));
        configure?.Invoke(services);
        var worker = new TestWorker(services.BuildServiceProvider(), connection, keepsLeases);
        prepare?.Invoke(worker.Store);
        await Wait.UntilAsync(worker.KeepOnceAsync, "a first round of leases");
        worker._running = worker.RunAsync(listens);
        return worker;
    }

    /// <summary>kill -9: nothing is finished, acknowledged or released.</summary>
    public async Task KillAsync()
    {
        await _abandon.CancelAsync();
        await _stopping.CancelAsync();
        await _running;
    }

    /// <summary>SIGTERM: the batch in progress is finished, leases are released.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await Leases.ReleaseAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _services.DisposeAsync();
        _connection.Dispose();
        _stopping.Dispose();
        _abandon.Dispose();
    }

    private static ServiceCollection Services(ConnectionMultiplexer connection, string store, string name)
    {
        var services = new ServiceCollection();
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.None));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IConnectionMultiplexer>(connection);
        services.AddLeadScoringStore(store).AddLeadScoringStreams().AddWorkerServices(new WorkerIdentity(name));
        services.Configure<WorkerOptions>(o =>
        {
            // Longer than any delay of a busy machine; tests expire leases by WorkerFixture.ExpireLeasesAsync.
            (o.LeaseMs, o.RenewMs, o.StandbyMs, o.PollMs) = (60_000, 150, 50, 100);
            (o.RetryBaseMs, o.RetryCapMs, o.BackoffMs, o.BackoffCapMs) = (20, 50, 20, 50);
        });
        var real = services.Single(s => s.ServiceType == typeof(IEventStore)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton<IEventStore>(p => new FailingStore((IEventStore)ActivatorUtilities.CreateInstance(p, real))));
        return services;
    }

    private async Task RunAsync(bool listens)
    {
        var ingest = _services.GetRequiredService<IngestService>();
        var jobs = _services.GetRequiredService<JobRunner>();
        Leases.Acquired += ingest.Signal.Set;
        Leases.Acquired += jobs.Signal.Set;
        if (listens)
        {
            await ingest.Signal.SubscribeAsync(_connection, StreamKeys.EventsChannel, _stopping.Token);
            await jobs.Signal.SubscribeAsync(_connection, StreamKeys.RulesChannel, _stopping.Token);
        }

        await Task.WhenAll(
            QuietlyAsync(Task.Run(() => ingest.RunAsync(_stopping.Token, _abandon.Token))),
            QuietlyAsync(Task.Run(() => jobs.RunAsync(_stopping.Token))),
            QuietlyAsync(Task.Run(() => _services.GetRequiredService<PurgeService>().RunAsync(_stopping.Token))),
            QuietlyAsync(Task.Run(() => _services.GetRequiredService<OutboxRelay>().RunAsync(_stopping.Token))),
            _keepsLeases ? Task.Run(KeepLeasesAsync) : Task.CompletedTask);
    }

    /// <summary>False when it timed out: the machine is busy, or Redis is unavailable.</summary>
    private async Task<bool> KeepOnceAsync()
    {
        try
        {
            await Leases.KeepAsync(_stopping.Token);
            return true;
        }
        catch (Exception e) when (e is QueueUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task KeepLeasesAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await KeepOnceAsync();
            await Task.Delay(50, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task QuietlyAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // Killed.
        }
    }
}
