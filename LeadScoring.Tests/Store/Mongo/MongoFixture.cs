using LeadScoring.Core.Stores;
using LeadScoring.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Tests.Store.Mongo;

public sealed class MongoFixture : IStoreFixture
{
    private readonly string _database = $"leadscoring-test-{Guid.NewGuid():N}";
    private readonly List<ServiceProvider> _open = [];

    public ManualTime Time { get; } = new();

    public string ConnectionString => MongoServer.Database(_database);

    public StorePorts Open() => Open(new NoFaults());

    /// <summary>An instance that ends where the fault points say.</summary>
    public StorePorts Open(IFaultPoints faults, Action<IServiceCollection>? also = null)
    {
        var services = new ServiceCollection();
        also?.Invoke(services);
        var provider = services
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(faults)
            .AddLeadScoringStore(ConnectionString)
            .BuildServiceProvider();
        _open.Add(provider);
        return StorePorts.Of(provider);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _open) await provider.DisposeAsync();
        MongoServer.Drop(_database);
    }
}
