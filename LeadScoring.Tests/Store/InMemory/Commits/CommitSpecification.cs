using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Storage.Database;

namespace LeadScoring.Tests.Store.InMemory.Commits;

/// <summary>What a commit promises, on a store in memory whose transactions take at most seven events. The classes of this folder have a part each.</summary>
public abstract class CommitSpecification : IAsyncLifetime
{
    private protected static readonly int MaxEvents = MemoryDatabase.SmallLimits.MaxEvents;

    private protected MemoryFixture Fixture { get; } = new();

    /// <summary>What goes wrong in <see cref="Store"/>.</summary>
    private protected MemoryFaults Faults { get; } = new();

    private protected MemoryStore Store { get; private set; } = null!;

    /// <summary>Another process on the same data, in which nothing goes wrong.</summary>
    private protected MemoryStore Other { get; private set; } = null!;

    public Task InitializeAsync()
    {
        (Store, Other) = (Fixture.Open(Faults), Fixture.Open(new MemoryFaults()));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await Fixture.DisposeAsync();

    private protected Task<string> LeadAsync(string name) => Other.Ports.LeadAsync(name);

    private protected Task<CommitResult> CommitAsync(params IncomingEvent[] events) => Store.Ports.CommitAsync(events);

    private protected Task<long> ScoreAsync(string lead) => Other.Ports.ScoreAsync(lead);

    private protected async Task<long> VersionAsync(string lead) => (await Other.Ports.Leads.FindAsync(lead, default))!.Version;

    /// <summary>Publishes points for all events of a type, from another process.</summary>
    private protected Task PublishAsync(string type, int points) => Other.Ports.Rules.PublishAsync(new(type, points, true, "", true, null), default);

    /// <summary>Fails the next transaction.</summary>
    private protected void FailNext(MemoryFault fault) => FailAt(Faults.Transactions + 1, fault);

    private protected void FailAt(int transaction, MemoryFault fault) => Faults.Fault = number => number == transaction ? fault : MemoryFault.None;

    private protected Task ImportAsync(string id) => Other.Ports.Imports.AddAsync(
        new() { Id = id, Kind = ImportKind.Events, FileName = "events.csv", StartedAtMs = Fixture.Time.NowMs, UpdatedAtMs = Fixture.Time.NowMs }, default);

    private protected T Read<T>(Func<IStoreSession, T> read) => Other.Database.ReadAsync(read, default).Result;
}
