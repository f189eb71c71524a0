using System.Collections.Immutable;
using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Transactions;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo;

/// <summary>
/// The state of the one member: what is committed, what open transactions hold, and whether it is the primary. Everything that changes state
/// runs under one lock; reads need none, since they work on versions that do not change.
/// </summary>
internal sealed class Deployment(TimeProvider time)
{
    private readonly Dictionary<LockKey, Transaction> _holders = [];
    private readonly HashSet<Transaction> _open = [];
    private readonly DataHistory _history = new(time);
    private volatile DataRoot _root = new(new(1, 1), ImmutableSortedDictionary.Create<string, CollectionState>(StringComparer.Ordinal));
    private long _records;

    public Lock Gate { get; } = new();

    public TimeProvider Time => time;

    public DataRoot Root => _root;

    public bool IsPrimary { get; private set; } = true;

    /// <summary>Counts the times it became primary; drivers take the highest for the newest.</summary>
    public int Election { get; private set; } = 1;

    public TimeSpan TransactionLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a write outside of transactions waits for those that hold its documents.</summary>
    public TimeSpan WriteWait { get; set; } = TimeSpan.FromSeconds(10);

    public long NextRecord() => ++_records;

    public void RequirePrimary()
    {
        if (!IsPrimary) throw new CommandException(ErrorCode.NotWritablePrimary, "not primary");
    }

    /// <summary>Publishes a new state under a new cluster time.</summary>
    public void Publish(DataRoot root)
    {
        if (ReferenceEquals(root, _root)) return;
        var seconds = (int)time.GetUtcNow().ToUnixTimeSeconds();
        var last = _root.Time;
        var next = seconds > last.Timestamp ? new BsonTimestamp(seconds, 1) : new BsonTimestamp(last.Timestamp, last.Increment + 1);
        _root = root with { Time = next };
        _history.Add(_root);
    }

    /// <summary>The state at a cluster time; without one the newest, which is kept for later reads.</summary>
    public DataRoot Snapshot(BsonTimestamp? at)
    {
        lock (Gate)
        {
            if (at is not null) return at == _root.Time ? _root : _history.At(at);
            _history.Tell(_root);
            return _root;
        }
    }

    public Transaction Begin(Session session, long number, string client)
    {
        var transaction = new Transaction(session, number, client, _root, time.GetTimestamp());
        session.Begin(transaction);
        _open.Add(transaction);
        return transaction;
    }

    /// <summary>The open transaction that holds the key; one that is too old is aborted.</summary>
    public Transaction? HolderOf(LockKey key) => _holders.TryGetValue(key, out var holder) && !AbortIfExpired(holder) ? holder : null;

    public void Hold(LockKey key, Transaction transaction)
    {
        _holders[key] = transaction;
        transaction.Locks.Add(key);
    }

    /// <summary>An open transaction that has written to the collections, or to all.</summary>
    public Transaction? WriterOf(Func<string, bool> collection) => _open.ToList().Find(t => !AbortIfExpired(t) && t.Writes.Keys.Any(collection));

    public bool AbortIfExpired(Transaction transaction)
    {
        if (transaction.State != TransactionState.Open || Remaining(transaction) > TimeSpan.Zero) return false;
        Abort(transaction);
        return true;
    }

    public TimeSpan Remaining(Transaction transaction) => TransactionLifetime - time.GetElapsedTime(transaction.Started);

    public void Commit(Transaction transaction)
    {
        try
        {
            Publish(transaction.MergeInto(_root));
        }
        catch (CommandException)
        {
            Abort(transaction);
            throw;
        }

        End(transaction, TransactionState.Committed);
    }

    public void Abort(Transaction transaction) => End(transaction, TransactionState.Aborted);

    public void AbortAll(Func<Transaction, bool> which)
    {
        foreach (var transaction in _open.Where(which).ToList()) Abort(transaction);
    }

    public void StepDown()
    {
        lock (Gate)
        {
            IsPrimary = false;
            AbortAll(_ => true);
        }
    }

    public void StepUp()
    {
        lock (Gate)
        {
            if (IsPrimary) return;
            (IsPrimary, Election) = (true, Election + 1);
        }
    }

    private void End(Transaction transaction, TransactionState state)
    {
        if (transaction.State != TransactionState.Open) return;
        foreach (var key in transaction.Locks) _holders.Remove(key);
        _open.Remove(transaction);
        transaction.End(state);
    }
}
