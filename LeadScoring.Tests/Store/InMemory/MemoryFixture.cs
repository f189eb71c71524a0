using LeadScoring.Core.Feed;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Trends;

namespace LeadScoring.Tests.Store.InMemory;

/// <summary>A store in memory.</summary>
/// <param name="runTwice">Whether instances run all work twice; see <see cref="MemoryFaults.RunTwice"/>.</param>
/// <param name="maxEvents">How many events a transaction takes at most; null: as in <see cref="MemoryDatabase.SmallLimits"/>.</param>
public sealed class MemoryFixture(bool runTwice = false, int? maxEvents = null) : IStoreFixture
{
    private readonly List<LeadTableUpdater> _open = [];
    private MemoryData? _data;

    public ManualTime Time { get; } = new();

    /// <summary>Nothing connects to it.</summary>
    public string ConnectionString => "memory";

    internal MemoryRows Rows => Data.Rows;

    private MemoryData Data => _data ??= new(Time.NowMs);

    public StorePorts Open() => Open(new MemoryFaults { RunTwice = runTwice }).Ports;

    internal MemoryStore Open(MemoryFaults faults, TransactionLimits? limits = null)
    {
        var small = MemoryDatabase.SmallLimits;
        var database = new MemoryDatabase(Data, Time, faults, limits ?? small with { MaxEvents = maxEvents ?? small.MaxEvents });
        var table = new LeadTableUpdater(database);
        _open.Add(table);
        var ports = new StorePorts(
            new EventStore(database), new LeadStore(database, table), new RuleStore(database), new JobStore(database), new MemoryStoreInfo(database),
            new TrendStore(database), new ImportStore(database), new OutboxStore(database), new InsightStore(database, table));
        return new(ports, database);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var table in _open) table.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>One instance, with what is behind its ports.</summary>
internal sealed record MemoryStore(StorePorts Ports, MemoryDatabase Database)
{
    public IOutbox Outbox => Ports.Outbox;
}

internal sealed class MemoryStoreInfo(MemoryDatabase database) : IStoreInfo
{
    public bool SharedWriters => true;

    public Task PingAsync(CancellationToken ct) => database.ReadAsync(session => session.Rules.Revision(), ct);
}
