using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Tests.Store.InMemory;

/// <summary>
/// One instance of a store whose rows are immutable collections in memory: it holds the algorithms that all adapters share to their contract
/// and needs no file. Transactions are optimistic. Each works on a copy of the rows, which replaces them at its commit; when another transaction was
/// committed meanwhile, the work is repeated, as a database does after a conflict.
/// </summary>
internal sealed class MemoryDatabase(MemoryData data, TimeProvider time, MemoryFaults faults, TransactionLimits limits) : IStoreDatabase
{
    /// <summary>So small that most batches take several transactions.</summary>
    public static TransactionLimits SmallLimits { get; } = new(MinEvents: 3, MaxEvents: 7, Duration: TimeSpan.FromSeconds(1));

    public TransactionLimits Limits => limits;

    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public TimelineCache Timelines { get; } = new();

    public Outbox Outbox { get; } = new();

    public Task<T> ReadAsync<T>(Func<IStoreSession, T> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var rows = data.Rows;
        if (faults.RunTwice) Read(work, rows);
        return Task.FromResult(Read(work, rows));
    }

    public async Task<T> WriteAsync<T>(Func<IStoreSession, T> work, CancellationToken ct)
    {
        var fault = await faults.BeginAsync();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var before = data.Rows;
            if (faults.RunTwice) Run(work, before);
            var (result, after) = Run(work, before);
            await faults.ReachCommitAsync();
            if (fault == MemoryFault.BeforeCommit) throw new StoreUnavailableException("Nothing was committed.");
            if (!data.TryReplace(before, after)) continue;
            return fault == MemoryFault.AfterCommit ? throw new StoreUnavailableException("It was committed, but nobody knows.") : result;
        }
    }

    private static T Read<T>(Func<IStoreSession, T> work, MemoryRows rows)
    {
        var (result, after) = Run(work, rows);
        return after == rows ? result : throw new InvalidOperationException("Something was written in a snapshot.");
    }

    private static (T Result, MemoryRows After) Run<T>(Func<IStoreSession, T> work, MemoryRows rows)
    {
        var session = new MemorySession(rows);
        var result = work(session);
        return (result, session.End());
    }
}

/// <summary>The committed rows, shared by all instances.</summary>
internal sealed class MemoryData(long createdAtMs)
{
    private MemoryRows _rows = MemoryRows.New(createdAtMs);

    public MemoryRows Rows => Volatile.Read(ref _rows);

    /// <summary>False when the rows are not those that the transaction began with.</summary>
    public bool TryReplace(MemoryRows before, MemoryRows after) => ReferenceEquals(Interlocked.CompareExchange(ref _rows, after, before), before);
}

/// <summary>How one transaction fails.</summary>
internal enum MemoryFault
{
    None,

    /// <summary>Nothing of it is kept.</summary>
    BeforeCommit,

    /// <summary>It is kept, and the caller is told that it failed: the result of a commit whose answer was lost.</summary>
    AfterCommit,
}

/// <summary>What goes wrong in the transactions that write, and what happens between and in them. Set by a test.</summary>
internal sealed class MemoryFaults
{
    private int _transactions;

    /// <summary>Runs all work twice on the same rows and throws away what the first run did, as after a conflict.</summary>
    public bool RunTwice { get; set; }

    /// <summary>By the transaction's number, from 1.</summary>
    public Func<int, MemoryFault> Fault { get; set; } = _ => MemoryFault.None;

    /// <summary>Called with the transaction's number before it begins.</summary>
    public Func<int, Task> Beginning { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called with the transaction's number after its work, before its commit; again when a conflict has repeated the work.</summary>
    public Func<int, Task> Committing { get; set; } = _ => Task.CompletedTask;

    /// <summary>Transactions so far.</summary>
    public int Transactions => Volatile.Read(ref _transactions);

    public async Task<MemoryFault> BeginAsync()
    {
        var number = Interlocked.Increment(ref _transactions);
        await Beginning(number);
        return Fault(number);
    }

    public Task ReachCommitAsync() => Committing(Transactions);
}
