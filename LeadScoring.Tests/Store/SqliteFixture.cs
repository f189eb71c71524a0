using LeadScoring.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Tests.Store;

public sealed class SqliteFixture : IStoreFixture
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leadscoring-store-").FullName;
    private readonly List<ServiceProvider> _open = [];

    public ManualTime Time { get; } = new();

    public string ConnectionString => $"Data Source={Path}";

    public string Path => System.IO.Path.Combine(_folder, "store.db");

    public StorePorts Open()
    {
        var provider = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddLeadScoringStore(ConnectionString)
            .BuildServiceProvider();
        _open.Add(provider);
        return StorePorts.Of(provider);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _open) await provider.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
