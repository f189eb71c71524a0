using LeadScoring.Tests.Infrastructure.Mongo;
using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Planning;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>Whatever the indexes, a plan finds the same documents as a look at all of them, in an order that the sort allows.</summary>
public sealed class PlannerTests
{
    private static readonly string[] IndexKeys = ["{ a: 1, b: -1, c: 1 }", "{ b: 1 }", "{ c: -1, a: 1 }", "{ 'd.e': 1, a: -1 }", "{ f: 1 }"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Plan_finds_what_a_collection_scan_finds_in_the_same_order(int seed)
    {
        var random = new Random(seed);
        var collection = Collection(random);
        var (indexed, ordered) = (0, 0);
        for (var i = 0; i < 150; i++)
        {
            var (filter, sort, limit) = (Filter(random, 0), Sort(random), random.Next(2) == 0 ? (int?)null : random.Next(1, 20));
            var (expected, _) = Run(collection, filter, sort, limit, new BsonDocument("$natural", 1));
            var (found, stats) = Run(collection, filter, sort, limit, null);
            if (stats.Indexes.Count > 0) indexed++;
            if (!stats.IsSortedInMemory && stats.Indexes.Count > 0 && sort.ElementCount > 0) ordered++;
            if (limit is null) Assert.Equal(expected.OrderBy(d => d["_id"]), found.OrderBy(d => d["_id"]));
            Assert.True(expected.ConvertAll(d => Key(d, sort)).SequenceEqual(found.ConvertAll(d => Key(d, sort))), $"{stats}");
        }

        Assert.InRange(indexed, 75, 150);
        Assert.InRange(ordered, 15, 150);
    }

    private static (List<BsonDocument> Found, QueryStats Stats) Run(CollectionState collection, BsonDocument filter, BsonDocument sort, int? limit, BsonValue? hint)
    {
        var stats = new QueryStats("find", "test", "things", new() { { "filter", filter }, { "sort", sort } });
        var found = QueryPlanner.Plan(collection, FilterParser.Parse(filter), SortPattern.Parse(sort), limit, hint).Run(collection, stats);
        return ([.. found.Take(limit ?? int.MaxValue).Select(d => d.Document)], stats);
    }

    private static CollectionState Collection(Random random)
    {
        var collection = CollectionState.Empty("test.things");
        foreach (var keys in IndexKeys) collection = collection.WithIndex(new(keys, BsonDocument.Parse(keys), isUnique: false, isSparse: false, partialFilter: null));
        for (var i = 0; i < 300; i++) collection = collection.Write(i, null, Version(collection, Document(random, i)));
        for (var i = 0; i < 30; i++)
        {
            var record = random.Next(300);
            collection = collection.Write(record, Version(collection, collection.Read(record)), Version(collection, Document(random, record)));
        }

        for (var i = 280; i < 300; i++) collection = collection.Write(i, Version(collection, collection.Read(i)), null);
        return collection;
    }

    private static DocumentVersion Version(CollectionState collection, BsonDocument document) => new(document, document.ToBson(), collection.KeysOf(document));

    private static BsonDocument Document(Random random, int id)
    {
        var document = new BsonDocument("_id", id);
        foreach (var field in new[] { "a", "b", "c" })
        {
            if (random.Next(8) > 0) document.Add(field, Value(random));
        }

        if (random.Next(2) == 0) document.Add("d", new BsonDocument("e", Value(random)));
        document.Add("f", random.Next(3) == 0 ? new BsonArray(Enumerable.Range(0, random.Next(4)).Select(_ => Value(random))) : Value(random));
        return document;
    }

    private static BsonValue Value(Random random) => random.Next(12) switch
    {
        0 => BsonNull.Value,
        1 => "x",
        2 => random.Next(6) / 2.0,
        3 => (long)random.Next(6),
        _ => random.Next(6),
    };

    private static BsonDocument Filter(Random random, int depth)
    {
        var filter = new BsonDocument();
        foreach (var field in new[] { "a", "b", "c", "d.e", "f" }.Where(_ => random.Next(3) == 0)) filter.Add(field, Condition(random));
        if (depth == 0 && random.Next(5) == 0) filter.Add("$or", new BsonArray { Filter(random, 1), Filter(random, 1) });
        return filter;
    }

    private static BsonValue Condition(Random random) => random.Next(9) switch
    {
        0 => new BsonDocument("$in", new BsonArray { Value(random), Value(random), Value(random) }),
        1 => new BsonDocument { { "$gte", Value(random) }, { "$lt", Value(random) } },
        2 => new BsonDocument("$gt", Value(random)),
        3 => new BsonDocument("$lte", Value(random)),
        4 => new BsonDocument("$ne", Value(random)),
        5 => new BsonDocument("$exists", random.Next(2) == 0),
        _ => Value(random),
    };

    private static BsonDocument Sort(Random random) => new(
        new[] { "a", "b", "c", "f" }.OrderBy(_ => random.Next()).Take(random.Next(3)).Select(f => new BsonElement(f, random.Next(2) == 0 ? 1 : -1)));

    /// <summary>Documents that are equal by the sort may come in any order.</summary>
    private static string Key(BsonDocument document, BsonDocument sort) => Convert.ToHexString(SortPattern.Parse(sort).KeyOf(document));
}
