using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Streams.Queue;
using LeadScoring.Tests.Infrastructure;
using StackExchange.Redis;

namespace LeadScoring.Tests.Streams;

/// <summary>The stream ports as the API has them, on a redis-server of their own.</summary>
public abstract class StreamsFixture : IAsyncLifetime
{
    private ServiceProvider _services = null!;

    protected RedisServer Redis { get; private set; } = null!;

    protected ConnectionMultiplexer Connection { get; private set; } = null!;

    protected IDatabase Db => Connection.GetDatabase();

    protected IEventQueue Queue => Get<IEventQueue>();

    protected IQueueMonitor Monitor => Get<IQueueMonitor>();

    /// <summary>Whether Redis is a cluster of one node.</summary>
    protected virtual bool IsCluster => false;

    /// <summary>Settings, as in configuration.</summary>
    protected virtual Dictionary<string, string?> Settings => [];

    public virtual async Task InitializeAsync()
    {
        Redis = await RedisServer.StartAsync(IsCluster);
        Connection = await Redis.ConnectAsync();
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build())
            .AddSingleton<IConnectionMultiplexer>(Connection)
            .AddLeadScoringStreams()
            .BuildServiceProvider();
    }

    public virtual async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        Connection.Dispose();
        await Redis.DisposeAsync();
    }

    protected T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Runs code while Redis is frozen, with a command timeout of 100 ms.</summary>
    protected async Task WhileFrozenAsync(StreamOptions options, Func<Task> act)
    {
        var limit = options.CommandTimeoutMs;
        options.CommandTimeoutMs = 100;
        using (Redis.Freeze()) await act();
        options.CommandTimeoutMs = limit;
    }

    protected PartitionStream Consumer(EntryLocation at, string name = "tester") => new(Db, at.Lane, at.Partition, name);
}
