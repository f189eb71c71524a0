using System.Collections.Immutable;
using LeadScoring.Tests.Infrastructure.Mongo.Query;

namespace LeadScoring.Tests.Infrastructure.Mongo.Data;

/// <summary>A key and the document that has it.</summary>
internal readonly record struct IndexEntry(byte[] Key, long Record);

/// <summary>By key; equal keys in the order of insertion.</summary>
internal sealed class IndexEntryOrder : IComparer<IndexEntry>
{
    public static readonly IndexEntryOrder Instance = new();

    public int Compare(IndexEntry x, IndexEntry y)
    {
        var order = SortKey.Compare(x.Key, y.Key);
        return order != 0 ? order : x.Record.CompareTo(y.Record);
    }
}

/// <summary>One version of an index.</summary>
/// <param name="Definition">What is indexed.</param>
/// <param name="Entries">Sorted.</param>
/// <param name="HasArrays">Whether it has ever had a document with an array; such an index gives no order.</param>
internal sealed record IndexState(IndexDefinition Definition, ImmutableSortedSet<IndexEntry> Entries, bool HasArrays)
{
    public static IndexState Empty(IndexDefinition definition) =>
        new(definition, ImmutableSortedSet<IndexEntry>.Empty.WithComparer(IndexEntryOrder.Instance), false);

    /// <summary>The position of the first entry whose key is not below the bound.</summary>
    public int Position(byte[] bound)
    {
        var index = Entries.IndexOf(new(bound, long.MinValue));
        return index < 0 ? ~index : index;
    }

    /// <summary>The first document with exactly this key.</summary>
    public long? Find(byte[] key)
    {
        var position = Position(key);
        return position < Entries.Count && Entries[position] is var entry && SortKey.Compare(entry.Key, key) == 0 ? entry.Record : null;
    }
}
