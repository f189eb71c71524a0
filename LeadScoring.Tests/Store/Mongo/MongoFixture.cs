using LeadScoring.Core.Stores;
using LeadScoring.Storage;
using LeadScoring.Tests.Store.Conformance;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>A database of its own on the <see cref="MongoServer"/>.</summary>
/// <param name="server">Another server, such as one that a test makes fail.</param>
public sealed class MongoFixture(string? server = null) : IStoreFixture
{
    private readonly string _server = server ?? MongoServer.ConnectionString;
    private readonly string _database = $"leadscoring-test-{Guid.NewGuid():N}";
    private readonly List<ServiceProvider> _open = [];
    private MongoClient? _client;

    public ManualTime Time { get; } = new();

    public string ConnectionString => MongoServer.Database(_server, _database);

    /// <summary>Past the store, to look at its documents or to tamper with them.</summary>
    public IMongoCollection<BsonDocument> Documents(string collection)
    {
        _client ??= new MongoClient(_server);
        return _client.GetDatabase(_database).GetCollection<BsonDocument>(collection);
    }

    public StorePorts Open() => Open(_ => { });

    /// <summary>Opens an instance, as another process would, with services of the test.</summary>
    /// <param name="services">Registers them.</param>
    /// <param name="process">The application name, by which a test tells the commands of processes apart.</param>
    public StorePorts Open(Action<IServiceCollection> services, string? process = null)
    {
        var collection = new ServiceCollection();
        services(collection);
        var provider = collection
            .AddSingleton<TimeProvider>(Time)
            .AddLeadScoringStore(process is null ? ConnectionString : MongoServer.With(ConnectionString, "appName", process))
            .BuildServiceProvider();
        _open.Add(provider);
        return StorePorts.Of(provider);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _open) await provider.DisposeAsync();
        _client ??= new MongoClient(_server);
        await _client.DropDatabaseAsync(_database);
        _client.Dispose();
    }
}

public sealed class MongoConformanceTests() : StoreConformance(new MongoFixture());
