using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Insights;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Stores;
using LeadScoring.Core.Trends;
using LeadScoring.Storage;
using Microsoft.Data.Sqlite;

namespace LeadScoring.Tests.Store;

/// <summary>A new, empty store of one adapter for one test.</summary>
public interface IStoreFixture : IAsyncDisposable
{
    ManualTime Time { get; }

    string ConnectionString { get; }

    /// <summary>Opens another instance on the same data, as another process would.</summary>
    StorePorts Open();
}

/// <summary>The ports of one store instance.</summary>
public sealed record StorePorts(
    IEventStore Events, ILeadStore Leads, IRuleStore Rules, IJobStore Jobs, IStoreInfo Info, ITrendStore Trends,
    IImportStore Imports, IOutbox Outbox, IInsightStore Insights)
{
    public static StorePorts Of(IServiceProvider services) => new(
        services.GetRequiredService<IEventStore>(), services.GetRequiredService<ILeadStore>(), services.GetRequiredService<IRuleStore>(),
        services.GetRequiredService<IJobStore>(), services.GetRequiredService<IStoreInfo>(), services.GetRequiredService<ITrendStore>(),
        services.GetRequiredService<IImportStore>(), services.GetRequiredService<IOutbox>(),
        services.GetRequiredService<IInsightStore>());
}

public sealed class SqliteFixture : IStoreFixture
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leadscoring-store-").FullName;
    private readonly List<ServiceProvider> _open = [];

    public ManualTime Time { get; } = new();

    public string ConnectionString => $"Data Source={Path}";

    public string Path => System.IO.Path.Combine(_folder, "store.db");

    /// <summary>Takes away what schema version 9 added.</summary>
    public const string BackTo8 = "ALTER TABLE lead_scores DROP COLUMN newest_days; DROP TABLE event_rollups; DROP TABLE rollup_changes;";

    /// <summary>Runs statements past the store, to tamper with the file.</summary>
    public async Task RunAsync(string sql)
    {
        await using var db = new SqliteConnection($"Data Source={Path};Pooling=False");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

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

/// <summary>A clock that stands still until a test moves it.</summary>
public sealed class ManualTime : TimeProvider
{
    private long _nowMs = 1_800_000_000_000;

    public long NowMs => Interlocked.Read(ref _nowMs);

    public void Advance(long milliseconds) => Interlocked.Add(ref _nowMs, milliseconds);

    public void Set(long unixMs) => Interlocked.Exchange(ref _nowMs, unixMs);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
}
