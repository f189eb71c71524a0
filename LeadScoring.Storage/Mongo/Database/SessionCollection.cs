using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>
/// A collection within one session. Writes are collected and sent together, in their order, at the end or before the next read of the
/// collection, so that a session reads what it has written.
/// </summary>
internal sealed class SessionCollection(SessionReader reader, IClientSessionHandle session, IMongoCollection<BsonDocument> documents, CancellationToken ct)
{
    /// <summary>Values named by one query: a message has a maximum size.</summary>
    private const int MaxValues = 5_000;

    private static readonly BulkWriteOptions InOrder = new() { IsOrdered = true };

    private readonly List<WriteModel<BsonDocument>> _pending = [];
    private readonly HashSet<BsonDocument> _inserts = new(ReferenceEqualityComparer.Instance);
    private int _deletes;

    /// <summary>How many writes this session has made so far.</summary>
    public int Writes { get; private set; }

    private string Name => documents.CollectionNamespace.CollectionName;

    public void Insert(BsonDocument document)
    {
        Add(new InsertOneModel<BsonDocument>(document));
        _inserts.Add(document);
    }

    /// <summary>Changes fields of a document that this session has inserted, if possible before it is sent.</summary>
    public void Change(BsonDocument inserted, BsonDocument fields)
    {
        inserted.Merge(fields, overwriteExistingElements: true);
        if (!_inserts.Contains(inserted)) Update(Bson.Id(inserted["_id"]), Bson.Set(fields));
    }

    /// <summary>Inserts or replaces.</summary>
    public void Put(BsonDocument document) =>
        Add(new ReplaceOneModel<BsonDocument>(Bson.Id(document["_id"]), document) { IsUpsert = true });

    public void Update(BsonDocument filter, BsonDocument update, bool upsert = false) =>
        Add(new UpdateOneModel<BsonDocument>(filter, update) { IsUpsert = upsert });

    public void UpdateAll(BsonDocument filter, BsonDocument update) => Add(new UpdateManyModel<BsonDocument>(filter, update));

    /// <summary>Before all writes that are collected, of which none may concern these documents: one kind of write after another is one message.</summary>
    public void DeleteFirst(BsonDocument filter)
    {
        _pending.Insert(_deletes++, new DeleteManyModel<BsonDocument>(filter));
        Writes++;
    }

    public void Delete(BsonDocument filter) => Add(new DeleteManyModel<BsonDocument>(filter));

    public BsonDocument? Get(BsonValue id) => First(Bson.Id(id));

    public BsonDocument? First(BsonDocument filter, BsonDocument? sort = null, BsonDocument? fields = null, int skip = 0) =>
        Find(filter, sort, fields, 1, skip).FirstOrDefault();

    /// <summary>Read from the server as it is enumerated.</summary>
    /// <param name="filter">Which documents.</param>
    /// <param name="sort">Must be an index's order.</param>
    /// <param name="fields">A projection; null: all fields.</param>
    /// <param name="limit">Null: all.</param>
    /// <param name="skip">How many are left out first.</param>
    /// <param name="hint">The keys of the index to use, where the server might choose another.</param>
    public IEnumerable<BsonDocument> Find(
        BsonDocument filter, BsonDocument? sort = null, BsonDocument? fields = null, int? limit = null, int skip = 0, BsonDocument? hint = null)
    {
        Flush();
        var find = new BsonDocument { { "find", Name }, { "filter", filter } };
        if (sort is not null) find.Add("sort", sort);
        if (fields is not null) find.Add("projection", fields);
        if (skip > 0) find.Add("skip", skip);
        if (limit is { } count) find.Add("limit", count);
        if (hint is not null) find.Add("hint", hint);
        return reader.Read(Name, find);
    }

    /// <summary>The documents with one of the values, however many these are.</summary>
    public IEnumerable<BsonDocument> In(string field, IEnumerable<BsonValue> values, BsonDocument? fields = null) =>
        values.Chunk(MaxValues).SelectMany(some => Find(Bson.In(field, some), fields: fields));

    public long Count(BsonDocument filter, long? limit = null)
    {
        BsonDocument[] limited = limit is { } most ? [new("$limit", most)] : [];
        return Aggregate([new("$match", filter), .. limited, new("$group", new BsonDocument { { "_id", 1 }, { "n", new BsonDocument("$sum", 1) } })])?.Int64("n") ?? 0;
    }

    /// <summary>The only document of an aggregation; null when there is nothing to aggregate.</summary>
    public BsonDocument? Aggregate(params BsonDocument[] stages) => AggregateAll(stages).SingleOrDefault();

    public IEnumerable<BsonDocument> AggregateAll(params BsonDocument[] stages)
    {
        Flush();
        return reader.Read(Name, new() { { "aggregate", Name }, { "pipeline", new BsonArray(stages) }, { "cursor", new BsonDocument() } });
    }

    public void Flush()
    {
        if (_pending.Count == 0) return;
        documents.BulkWrite(session, _pending, InOrder, ct);
        _pending.Clear();
        _deletes = 0;
        _inserts.Clear();
    }

    private void Add(WriteModel<BsonDocument> write)
    {
        _pending.Add(write);
        Writes++;
    }
}
