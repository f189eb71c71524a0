using System.Collections.Immutable;
using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace LeadScoring.Tests.Infrastructure.Mongo.Data;

/// <summary>
/// One version of a collection. Versions share what they have in common, so that a snapshot is nothing but a reference, and two versions of a
/// document are the same one exactly if they are the same array.
/// </summary>
/// <param name="Namespace">"database.collection".</param>
/// <param name="Id">Differs after the collection was dropped and created again.</param>
/// <param name="Schema">Differs after an index was created or dropped.</param>
/// <param name="Documents">As BSON, by record numbers, which ascend in the order of insertion.</param>
/// <param name="Indexes">That of _id first.</param>
internal sealed record CollectionState(
    string Namespace, Guid Id, Guid Schema, ImmutableSortedDictionary<long, byte[]> Documents, ImmutableArray<IndexState> Indexes)
{
    public static CollectionState Empty(string name) =>
        new(name, Guid.NewGuid(), Guid.NewGuid(), ImmutableSortedDictionary<long, byte[]>.Empty, [IndexState.Empty(IndexDefinition.Id)]);

    public string Name => Namespace[(Namespace.IndexOf('.', StringComparison.Ordinal) + 1)..];

    public BsonDocument Read(long record) => Parse(Documents[record]);

    public static BsonDocument Parse(byte[] bson) => BsonSerializer.Deserialize<BsonDocument>(bson);

    public IndexState? Index(string name) => Indexes.FirstOrDefault(i => i.Definition.Name == name);

    public IndexKeys[] KeysOf(BsonDocument document) => [.. Indexes.Select(i => i.Definition.KeysOf(document))];

    /// <summary>Inserts, replaces or deletes one document.</summary>
    /// <exception cref="DuplicateKeyException">Another document has a key of a unique index; nothing is changed.</exception>
    public CollectionState Write(long record, DocumentVersion? old, DocumentVersion? now)
    {
        var indexes = Indexes.ToBuilder();
        for (var i = 0; i < indexes.Count; i++) indexes[i] = Write(indexes[i], record, old?.Keys[i] ?? IndexKeys.None, now?.Keys[i] ?? IndexKeys.None, now);
        return this with { Documents = now is null ? Documents.Remove(record) : Documents.SetItem(record, now.Bson), Indexes = indexes.ToImmutable() };
    }

    public CollectionState WithIndex(IndexDefinition definition)
    {
        var index = IndexState.Empty(definition);
        foreach (var (record, bson) in Documents)
        {
            var document = Parse(bson);
            index = Write(index, record, IndexKeys.None, definition.KeysOf(document), new(document, bson, []));
        }

        return this with { Schema = Guid.NewGuid(), Indexes = Indexes.Add(index) };
    }

    public CollectionState WithoutIndex(string name) => this with { Schema = Guid.NewGuid(), Indexes = Indexes.RemoveAll(i => i.Definition.Name == name) };

    private IndexState Write(IndexState index, long record, IndexKeys old, IndexKeys now, DocumentVersion? document)
    {
        if (old.Keys.Count == 1 && now.Keys.Count == 1 && SortKey.Compare(old.Keys[0], now.Keys[0]) == 0) return index;
        var entries = index.Entries;
        foreach (var key in old.Keys) entries = entries.Remove(new(key, record));
        foreach (var key in now.Keys)
        {
            if (index.Definition.IsUnique && index.Find(key) is { } other && other != record)
            {
                throw new DuplicateKeyException(Namespace, index.Definition.Name, index.Definition.Keys, index.Definition.ValuesOf(document!.Document));
            }

            entries = entries.Add(new(key, record));
        }

        return index with { Entries = entries, HasArrays = index.HasArrays || now.HasArray };
    }
}

/// <summary>A document with what is derived from it.</summary>
/// <param name="Document">Parsed.</param>
/// <param name="Bson">As it is stored.</param>
/// <param name="Keys">For each index of the collection.</param>
internal sealed record DocumentVersion(BsonDocument Document, byte[] Bson, IndexKeys[] Keys);
