using System.Collections.Immutable;
using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Data;

/// <summary>Everything that was committed up to a cluster time.</summary>
internal sealed record DataRoot(BsonTimestamp Time, ImmutableSortedDictionary<string, CollectionState> Collections)
{
    public CollectionState? Find(string name) => Collections.GetValueOrDefault(name);

    public DataRoot With(CollectionState collection) => this with { Collections = Collections.SetItem(collection.Namespace, collection) };

    public IEnumerable<CollectionState> Database(string name) =>
        Collections.Values.Where(c => c.Namespace.StartsWith($"{name}.", StringComparison.Ordinal));
}

/// <summary>
/// Earlier states, for snapshot reads at a cluster time: the newest ones, and for five minutes, as a server keeps history, those whose time a
/// snapshot read was told.
/// </summary>
internal sealed class DataHistory(TimeProvider time)
{
    private const int Newest = 100;
    private const int MaxTold = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly Queue<DataRoot> _newest = new();
    private readonly SortedDictionary<BsonTimestamp, (DataRoot Root, long At)> _told = [];

    public void Add(DataRoot root)
    {
        _newest.Enqueue(root);
        if (_newest.Count > Newest) _newest.Dequeue();
    }

    public void Tell(DataRoot root)
    {
        _told[root.Time] = (root, time.GetTimestamp());
        while (_told.Count > MaxTold || time.GetElapsedTime(_told.First().Value.At) > Kept) _told.Remove(_told.First().Key);
    }

    public DataRoot At(BsonTimestamp clusterTime)
    {
        if (_told.TryGetValue(clusterTime, out var told)) return told.Root;
        return _newest.LastOrDefault(r => r.Time <= clusterTime)
            ?? throw new CommandException(ErrorCode.SnapshotTooOld, $"Read timestamp {clusterTime} is older than the oldest available timestamp.");
    }
}
