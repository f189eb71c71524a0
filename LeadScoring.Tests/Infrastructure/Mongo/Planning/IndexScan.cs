using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Planning;

/// <summary>A document that a plan has found. It is parsed only when somebody wants its fields.</summary>
internal sealed class FoundDocument(long record, byte[] bson, BsonDocument? document = null)
{
    private BsonDocument? _document = document;

    public long Record => record;

    public byte[] Bson => bson;

    public BsonDocument Document => _document ??= CollectionState.Parse(bson);
}

/// <summary>A stretch of an index: positions of its entries, and how many bytes all its keys begin with.</summary>
internal readonly record struct Stretch(int Start, int End, int Prefix)
{
    public int Keys => End - Start;
}

/// <summary>A way to the documents of a filter through one index.</summary>
/// <param name="Index">The index.</param>
/// <param name="Stretches">Disjoint, in the index's order.</param>
/// <param name="Residual">What the bounds do not say and the documents must be checked for; null when nothing is left.</param>
/// <param name="Order">Whether it gives the order that is asked for.</param>
/// <param name="IsBackward">Whether it is read from its end.</param>
internal sealed record IndexScan(IndexState Index, IReadOnlyList<Stretch> Stretches, Filter? Residual, ScanOrder Order, bool IsBackward)
{
    public int Keys => Stretches.Sum(s => s.Keys);

    public IEnumerable<FoundDocument> Run(CollectionState collection, QueryStats stats)
    {
        HashSet<long>? seen = Index.HasArrays ? [] : null;
        foreach (var entry in Order == ScanOrder.ByMerging ? Merged() : Stretches.Count == 1 || !IsBackward ? Stretches.SelectMany(Entries) : Stretches.Reverse().SelectMany(Entries))
        {
            stats.KeysExamined++;
            if (seen?.Add(entry.Record) == false) continue;
            stats.DocumentsExamined++;
            var bson = collection.Documents[entry.Record];
            var document = Residual is null ? null : CollectionState.Parse(bson);
            if (Residual is null || Residual.Matches(document!)) yield return new(entry.Record, bson, document);
        }
    }

    private IEnumerable<IndexEntry> Entries(Stretch stretch)
    {
        for (var i = 0; i < stretch.Keys; i++) yield return Index.Entries[IsBackward ? stretch.End - 1 - i : stretch.Start + i];
    }

    /// <summary>By what follows the stretches' common beginnings: each stretch is sorted by it.</summary>
    private IEnumerable<IndexEntry> Merged()
    {
        var order = SortPattern.Comparer;
        var next = new PriorityQueue<(IEnumerator<IndexEntry> Entries, int Prefix), byte[]>(
            IsBackward ? Comparer<byte[]>.Create((a, b) => order.Compare(b, a)) : order);
        foreach (var stretch in Stretches) Enqueue(Entries(stretch).GetEnumerator(), stretch.Prefix);
        while (next.TryDequeue(out var lowest, out _))
        {
            yield return lowest.Entries.Current;
            Enqueue(lowest.Entries, lowest.Prefix);
        }

        void Enqueue(IEnumerator<IndexEntry> entries, int prefix)
        {
            if (entries.MoveNext()) next.Enqueue((entries, prefix), entries.Current.Key[prefix..]);
        }
    }
}

/// <summary>How a scan gives the order that is asked for.</summary>
internal enum ScanOrder
{
    None,
    AsItIs,
    ByMerging,
}
