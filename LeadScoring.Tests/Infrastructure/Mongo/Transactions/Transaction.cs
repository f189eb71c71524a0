using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Faults;

namespace LeadScoring.Tests.Infrastructure.Mongo.Transactions;

internal enum TransactionState
{
    Open,
    Committed,
    Aborted,
}

/// <summary>
/// A transaction reads the snapshot of its first command with its own writes, holds what it writes, and adds its writes to what others have
/// committed in between when it commits. All under the lock of <see cref="Deployment"/>.
/// </summary>
internal sealed class Transaction(Session session, long number, string client, DataRoot snapshot, long started)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Session Session => session;

    public long Number => number;

    /// <summary>The application name of the client that began it.</summary>
    public string Client => client;

    public DataRoot Snapshot { get; } = snapshot;

    /// <summary>The snapshot with the transaction's own writes.</summary>
    public DataRoot View { get; set; } = snapshot;

    /// <summary>A timestamp of the deployment's clock.</summary>
    public long Started => started;

    public TransactionState State { get; private set; }

    public HashSet<LockKey> Locks { get; } = [];

    /// <summary>The records written, by collection.</summary>
    public Dictionary<string, HashSet<long>> Writes { get; } = new(StringComparer.Ordinal);

    public Task Ended => _ended.Task;

    public void End(TransactionState state)
    {
        State = state;
        _ended.TrySetResult();
    }

    /// <summary>Without a record: the collection was created.</summary>
    public void Wrote(string collection, ReadOnlySpan<long> records)
    {
        if (!Writes.TryGetValue(collection, out var written)) Writes[collection] = written = [];
        foreach (var record in records) written.Add(record);
    }

    /// <summary>The newest committed state with the transaction's writes: none of them has been changed by others, as the locks see to.</summary>
    public DataRoot MergeInto(DataRoot newest)
    {
        foreach (var (name, records) in Writes) newest = newest.With(Merge(name, newest.Find(name), records));
        return newest;
    }

    private CollectionState Merge(string name, CollectionState? newest, HashSet<long> records)
    {
        var mine = View.Find(name)!;
        if (ReferenceEquals(newest, Snapshot.Find(name))) return mine;
        if (newest?.Schema != mine.Schema) throw Changed(name);

        // Deletions first: a key may have moved from one document to another.
        foreach (var record in records.Where(r => !mine.Documents.ContainsKey(r))) newest = Write(newest, record, null);
        var moved = records.Where(newest.Documents.ContainsKey).ToList();
        foreach (var record in moved) newest = Write(newest, record, null);
        foreach (var record in records.Where(mine.Documents.ContainsKey)) newest = Write(newest, record, mine.Documents[record]);
        return newest;
    }

    private static CollectionState Write(CollectionState collection, long record, byte[]? bson)
    {
        var old = collection.Documents.TryGetValue(record, out var before) ? Version(collection, before) : null;
        return old is null && bson is null ? collection : collection.Write(record, old, bson is null ? null : Version(collection, bson));
    }

    private static DocumentVersion Version(CollectionState collection, byte[] bson)
    {
        var document = CollectionState.Parse(bson);
        return new(document, bson, collection.KeysOf(document));
    }

    public static CommandException Changed(string name) => new(
        ErrorCode.SnapshotUnavailable, $"Unable to read from a snapshot due to pending collection catalog changes; please retry the operation. Collection: {name}",
        ErrorLabel.TransientTransaction);
}
