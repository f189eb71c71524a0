using LeadScoring.Storage;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Tests.Store.Conformance;

namespace LeadScoring.Tests.Store.InMemory;

/// <summary>
/// The algorithms that the adapters share, with four stripes and transactions so small that batches and jobs take many of them, and not smaller
/// because there is a pause of a millisecond between two. All work is run twice, and what its first run did is thrown away: it must
/// change nothing outside of its session.
/// </summary>
public sealed class MemoryConformanceTests() : StoreConformance(new MemoryFixture(runTwice: true, maxEvents: 20));

/// <summary>
/// Over SQLite, where the connection's caches must forget a transaction that is rolled back as well. A part of the suite: something of each
/// feature that writes, since the shared code is held to the same by <see cref="MemoryConformanceTests"/>.
/// </summary>
public sealed class RepeatedSqliteTests
{
    private static readonly Dictionary<string, Func<StoreConformance, Task>> Chosen = new()
    {
        ["histories"] = suite => suite.Random_histories_of_rules_end_with_every_score_as_the_fold_of_its_events_at_the_current_rules(1),
        ["batches"] = suite => suite.Any_order_batching_and_repetition_gives_the_oracles_ledgers(1),
        ["two writers"] = suite => suite.Two_instances_committing_the_same_events_count_each_once(),
        ["addresses"] = suite => suite.Leads_created_at_once_by_two_instances_never_share_an_address(),
        ["updates"] = suite => suite.An_update_frees_the_old_address_and_never_takes_anothers(),
        ["deletions"] = suite => suite.Deleting_and_committing_at_once_loses_and_invents_nothing(),
        ["purges"] = suite => suite.A_purge_takes_a_few_rows_at_a_time_and_only_of_deleted_leads(),
        ["tables"] = suite => suite.Filtered_lists_follow_every_change_at_once_whoever_makes_it(),
        ["rescores"] = suite => suite.A_rescore_counts_the_leads_that_commits_bring_to_the_new_rules_before_it(),
        ["cancellations"] = suite => suite.A_rescore_cancelled_halfway_takes_its_publishing_back_and_leaves_every_score_as_it_was(),
        ["expected versions"] = suite => suite.A_publishing_that_expects_another_version_does_nothing(),
        ["failures"] = suite => suite.A_failure_is_forgotten_unless_it_is_younger(),
    };

    public static TheoryData<string> Parts => [.. Chosen.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_transaction_that_is_rolled_back_leaves_nothing_behind(string part)
    {
        var suite = new Suite();
        try
        {
            await Chosen[part](suite);
        }
        finally
        {
            await suite.DisposeAsync();
        }
    }

    private sealed class Suite() : StoreConformance(new RepeatedSqliteFixture());
}

/// <summary>A SQLite store whose instances run every write twice.</summary>
public sealed class RepeatedSqliteFixture : IStoreFixture
{
    private readonly SqliteFixture _sqlite = new();
    private readonly List<ServiceProvider> _open = [];

    public ManualTime Time => _sqlite.Time;

    public string ConnectionString => _sqlite.ConnectionString;

    public StorePorts Open()
    {
        var provider = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddLeadScoringStore(ConnectionString)
            .AddSingleton<IStoreDatabase>(services => new RepeatedWrites(services.GetRequiredService<SqliteFile>()))
            .BuildServiceProvider();
        _open.Add(provider);
        return StorePorts.Of(provider);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _open) await provider.DisposeAsync();
        await _sqlite.DisposeAsync();
    }
}

/// <summary>Runs every write twice; the first transaction is rolled back after its work.</summary>
internal sealed class RepeatedWrites(IStoreDatabase database) : IStoreDatabase
{
    public TransactionLimits Limits => database.Limits;

    public long Now => database.Now;

    public TimelineCache Timelines => database.Timelines;

    public Outbox Outbox => database.Outbox;

    public Task<T> ReadAsync<T>(Func<IStoreSession, T> work, CancellationToken ct) => database.ReadAsync(work, ct);

    public async Task<T> WriteAsync<T>(Func<IStoreSession, T> work, CancellationToken ct)
    {
        try
        {
            await database.WriteAsync<T>(session => throw new RolledBackException(work(session)), ct);
        }
        catch (RolledBackException)
        {
            // As intended; an exception of the work itself goes to the caller.
        }

        return await database.WriteAsync(work, ct);
    }

    private sealed class RolledBackException(object? result) : Exception($"Rolled back: {result}");
}
