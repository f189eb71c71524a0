using System.Text.RegularExpressions;
using LeadScoring.Core.Stores;
using LeadScoring.Storage;
using LeadScoring.Tests.Store.Conformance;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.Mongo;

public sealed class MongoFixture : IStoreFixture
{
    private readonly string _database = $"leadscoring-test-{Guid.NewGuid():N}";
    private readonly List<ServiceProvider> _open = [];

    public ManualTime Time { get; } = new();

    public string ConnectionString => MongoServer.Database(_database);

    public StorePorts Open() => Open(new NoFaults());

    /// <summary>Opens an instance with fault points.</summary>
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

/// <summary>The MongoDB server for tests, from <c>LEADSCORING_TEST_MONGODB</c>. Each test creates and drops a database of its own.</summary>
public static partial class MongoServer
{
    public const string Setting = "LEADSCORING_TEST_MONGODB";

    private static readonly Lazy<MongoClient> Client = new(() => new MongoClient(Url));

    /// <summary>Why these tests cannot run here; null when they can.</summary>
    public static string? SkipReason => Url is null ? $"{Setting} names no MongoDB server." : null;

    private static string? Url => Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } url ? url : null;

    /// <summary>The server's connection string with another database.</summary>
    public static string Database(string name)
    {
        var parts = Parts().Match(Url!);
        return $"{parts.Groups["server"]}/{name}{parts.Groups["options"]}";
    }

    public static void Drop(string name) => Client.Value.DropDatabase(name);

    [GeneratedRegex(@"^(?<server>mongodb(\+srv)?://[^/?]+)(/[^?]*)?(?<options>\?.*)?$")]
    private static partial Regex Parts();
}

public sealed class MongoConformanceTests() : StoreConformance(new MongoFixture()), INeedsMongo;

/// <summary>Marks test classes that are skipped while there is a <see cref="MongoServer.SkipReason"/>.</summary>
public interface INeedsMongo;
