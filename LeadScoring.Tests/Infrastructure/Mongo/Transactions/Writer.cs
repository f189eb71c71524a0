using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Transactions;

/// <summary>What one statement reads and writes. Used under the lock of <see cref="Deployment"/>.</summary>
internal abstract class Writer(Deployment deployment)
{
    private const int MaxDocumentBytes = 16 * 1024 * 1024;

    protected Deployment Deployment => deployment;

    public abstract DataRoot Root { get; protected set; }

    public CollectionState? Find(string collection) => Root.Find(collection);

    public void Insert(string collection, BsonDocument document)
    {
        var into = Ensure(collection);
        Write(into, deployment.NextRecord(), null, Version(into, document));
    }

    public void Replace(CollectionState collection, long record, BsonDocument old, BsonDocument now) =>
        Write(collection, record, new(old, collection.Documents[record], collection.KeysOf(old)), Version(collection, now));

    public void Delete(CollectionState collection, long record, BsonDocument old) =>
        Write(collection, record, new(old, collection.Documents[record], collection.KeysOf(old)), null);

    /// <summary>The collection, created when it is missing.</summary>
    public CollectionState Ensure(string collection)
    {
        if (Find(collection) is { } found) return found;
        Guard(LockKey.Creation(collection));
        var created = CollectionState.Empty(collection);
        Root = Root.With(created);
        Wrote(collection, []);
        return created;
    }

    /// <summary>Creates, drops or changes collections that no open transaction has written to.</summary>
    public void Change(Func<string, bool> collections, Func<DataRoot, DataRoot> change)
    {
        if (deployment.WriterOf(collections) is { } holder) throw new HeldByTransactionException(holder);
        Root = change(Root);
    }

    /// <summary>Makes sure that no other open transaction holds the key.</summary>
    protected abstract void Guard(LockKey key);

    protected virtual void Wrote(string collection, params ReadOnlySpan<long> records)
    {
    }

    private void Write(CollectionState collection, long record, DocumentVersion? old, DocumentVersion? now)
    {
        for (var i = 0; i < collection.Indexes.Length; i++)
        {
            var index = collection.Indexes[i].Definition;
            if (!index.IsUnique) continue;
            foreach (var key in (old?.Keys[i].Keys ?? []).Concat(now?.Keys[i].Keys ?? [])) Guard(new(collection.Namespace, index.Name, key));
        }

        Root = Root.With(collection.Write(record, old, now));
        Wrote(collection.Namespace, record);
    }

    private static DocumentVersion Version(CollectionState collection, BsonDocument document)
    {
        var bson = document.ToBson();
        if (bson.Length > MaxDocumentBytes)
        {
            throw new CommandException(ErrorCode.BsonObjectTooLarge, $"BSONObj size: {bson.Length} is invalid. Size must be between 0 and {MaxDocumentBytes}");
        }

        return new(document, bson, collection.KeysOf(document));
    }
}

/// <summary>Writes outside of transactions. Each statement is committed at once.</summary>
internal sealed class DirectWriter(Deployment deployment) : Writer(deployment)
{
    public override DataRoot Root { get; protected set; } = deployment.Root;

    protected override void Guard(LockKey key)
    {
        if (Deployment.HolderOf(key) is { } holder) throw new HeldByTransactionException(holder);
    }
}

/// <summary>Writes of a transaction. Whatever another one holds, or has changed since the snapshot, is a write conflict.</summary>
internal sealed class TransactionWriter(Deployment deployment, Transaction transaction) : Writer(deployment)
{
    public override DataRoot Root
    {
        get => transaction.View;
        protected set => transaction.View = value;
    }

    protected override void Guard(LockKey key)
    {
        if (transaction.Locks.Contains(key)) return;
        if (Deployment.HolderOf(key) is not null || IsChanged(key)) throw CommandException.Conflict();
        Deployment.Hold(key, transaction);
    }

    protected override void Wrote(string collection, params ReadOnlySpan<long> records) => transaction.Wrote(collection, records);

    private bool IsChanged(LockKey key)
    {
        var (snapshot, newest) = (transaction.Snapshot.Find(key.Collection), Deployment.Root.Find(key.Collection));
        if (ReferenceEquals(snapshot, newest)) return false;
        if (snapshot is null || key.Index.Length == 0) return newest is not null; // created by both
        if (newest is null || newest.Schema != snapshot.Schema) throw Transaction.Changed(key.Collection);
        var (before, now) = (snapshot.Index(key.Index)!.Find(key.Key), newest.Index(key.Index)!.Find(key.Key));
        return before != now || (before is { } record && !ReferenceEquals(snapshot.Documents[record], newest.Documents[record]));
    }
}

/// <summary>A write outside of transactions met a document that an open transaction has written: it waits for its end.</summary>
internal sealed class HeldByTransactionException(Transaction holder) : Exception
{
    public Transaction Holder => holder;
}
