using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Query;

namespace LeadScoring.Tests.Infrastructure.Mongo.Planning;

/// <summary>How a query gets its documents: by one index, by one for each branch of an $or, or by looking at all.</summary>
/// <param name="Scans">Empty for a collection scan.</param>
/// <param name="Filter">The whole filter.</param>
/// <param name="Sort">The order that is asked for.</param>
internal sealed record QueryPlan(IReadOnlyList<IndexScan> Scans, Filter Filter, SortPattern Sort)
{
    public int Keys => Scans.Sum(s => s.Keys);

    /// <summary>Whether documents come in the order that is asked for, so that one may stop early.</summary>
    public bool IsOrdered => Sort.IsEmpty || (Scans.Count > 0 && Scans.All(s => s.Order != ScanOrder.None));

    /// <summary>Lazily, unless it must sort.</summary>
    public IEnumerable<FoundDocument> Run(CollectionState collection, QueryStats stats)
    {
        stats.Indexes = [.. Scans.Select(s => s.Index.Definition.Name)];
        stats.IsCollectionScan = Scans.Count == 0;
        stats.IsSortedInMemory = !IsOrdered;
        return Count(IsOrdered ? Found(collection, stats) : Found(collection, stats).OrderBy(d => Sort.KeyOf(d.Document), SortPattern.Comparer), stats);
    }

    private static IEnumerable<FoundDocument> Count(IEnumerable<FoundDocument> documents, QueryStats stats)
    {
        foreach (var document in documents)
        {
            stats.DocumentsReturned++;
            yield return document;
        }
    }

    private IEnumerable<FoundDocument> Found(CollectionState collection, QueryStats stats) => Scans.Count switch
    {
        0 => All(collection, stats),
        1 => Scans[0].Run(collection, stats),
        _ => (Sort.IsEmpty ? Scans.SelectMany(s => s.Run(collection, stats)) : Merged(collection, stats)).DistinctBy(d => d.Record),
    };

    private IEnumerable<FoundDocument> All(CollectionState collection, QueryStats stats)
    {
        foreach (var (record, bson) in collection.Documents)
        {
            stats.DocumentsExamined++;
            var document = CollectionState.Parse(bson);
            if (Filter.Matches(document)) yield return new(record, bson, document);
        }
    }

    private IEnumerable<FoundDocument> Merged(CollectionState collection, QueryStats stats)
    {
        var next = new PriorityQueue<IEnumerator<FoundDocument>, byte[]>(SortPattern.Comparer);
        foreach (var scan in Scans) Enqueue(scan.Run(collection, stats).GetEnumerator());
        while (next.TryDequeue(out var lowest, out _))
        {
            yield return lowest.Current;
            Enqueue(lowest);
        }

        void Enqueue(IEnumerator<FoundDocument> documents)
        {
            if (documents.MoveNext()) next.Enqueue(documents, Sort.KeyOf(documents.Current.Document));
        }
    }
}
