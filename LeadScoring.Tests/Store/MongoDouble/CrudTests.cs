using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>What every user of the driver expects of inserts, updates, deletes and queries.</summary>
public sealed class CrudTests : DoubleTest
{
    [Fact]
    public async Task Insert_a_document_comes_back_as_it_was()
    {
        var document = new BsonDocument
        {
            { "z", 1 }, { "_id", "a" }, { "long", 1L << 60 }, { "real", 0.5 }, { "text", "ä\0b" }, { "none", BsonNull.Value }, { "time", new BsonDateTime(5) },
            { "list", new BsonArray { 1, new BsonDocument("x", 2) } }, { "bytes", new BsonBinaryData([1, 2]) }, { "yes", true },
        };
        await Things.InsertOneAsync(document);
        var found = await Things.Find(Doc("{ _id: 'a' }")).SingleAsync();
        Assert.Equal(new[] { "_id", "z", "long", "real", "text", "none", "time", "list", "bytes", "yes" }, found.Names); // the id is stored first
        Assert.All(document, field => Assert.Equal(field.Value, found[field.Name]));
        Assert.IsType<BsonInt64>(found["long"]);
    }

    [Fact]
    public async Task Find_more_than_a_batch_is_fetched_by_getMore()
    {
        await Things.InsertManyAsync(Enumerable.Range(0, 250).Select(i => new BsonDocument("_id", i)));
        var seen = Seen();
        var all = await Things.Find(FilterDefinition<BsonDocument>.Empty).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 250), all.Select(d => d["_id"].AsInt32));
        Assert.Equal(["find", "getMore"], seen.Select(s => s.Name));

        using var cursor = await Things.Find(FilterDefinition<BsonDocument>.Empty, new() { BatchSize = 100 }).ToCursorAsync();
        var batches = new List<int>();
        while (await cursor.MoveNextAsync()) batches.Add(cursor.Current.Count());
        Assert.Equal([100, 100, 50], batches);
    }

    [Fact]
    public async Task Find_a_cursor_goes_on_over_the_state_in_which_it_began()
    {
        await Things.InsertManyAsync(Enumerable.Range(0, 10).Select(i => new BsonDocument("_id", i)));
        using var cursor = await Things.Find(FilterDefinition<BsonDocument>.Empty, new() { BatchSize = 4 }).ToCursorAsync();
        await Things.DeleteManyAsync(FilterDefinition<BsonDocument>.Empty);
        Assert.Equal(10, (await cursor.ToListAsync()).Count);
    }

    [Fact]
    public async Task Find_a_batch_ends_before_it_is_too_large_for_a_message()
    {
        var large = new string('x', 5_000_000);
        for (var i = 0; i < 5; i++) await Things.InsertOneAsync(new() { { "_id", i }, { "text", large } });
        var seen = Seen();
        Assert.Equal(5, (await Things.Find(FilterDefinition<BsonDocument>.Empty).ToListAsync()).Count);
        Assert.Equal(["find", "getMore"], seen.Select(s => s.Name));
    }

    [Fact]
    public async Task Find_without_a_sort_is_in_the_order_of_insertion_not_of_ids()
    {
        await Things.InsertManyAsync(Docs("{ _id: 3 }", "{ _id: 1 }", "{ _id: 2 }"));
        await Things.UpdateOneAsync(Doc("{ _id: 3 }"), Doc("{ $set: { a: 1 } }"));
        Assert.Equal([3, 1, 2], (await Things.Find(FilterDefinition<BsonDocument>.Empty).ToListAsync()).Select(d => d["_id"].AsInt32));
    }

    [Fact]
    public async Task Find_sorts_skips_and_limits()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1, a: 2, b: 'x' }", "{ _id: 2, a: 1, b: 'y' }", "{ _id: 3, a: 2, b: 'z' }", "{ _id: 4 }", "{ _id: 5, a: [0, 9] }"));
        async Task<IEnumerable<int>> Ids(string sort, int skip = 0, int? limit = null) =>
            (await Things.Find(FilterDefinition<BsonDocument>.Empty).Sort(Doc(sort)).Skip(skip).Limit(limit).ToListAsync()).Select(d => d["_id"].AsInt32);

        Assert.Equal([4, 5, 2, 3, 1], await Ids("{ a: 1, b: -1 }")); // missing is null, below numbers; of an array the lowest element counts
        Assert.Equal([5, 1, 3, 2, 4], await Ids("{ a: -1, b: 1 }")); // and here the highest
        Assert.Equal([2, 3], await Ids("{ _id: 1 }", 1, 2));
    }

    [Theory]
    [InlineData("{ a: 1 }", "{ _id: 1, a: 2 }")]
    [InlineData("{ a: 1, _id: 0 }", "{ a: 2 }")]
    [InlineData("{ _id: 0 }", "{ a: 2, b: { c: 3, d: 4 }, e: [{ f: 5, g: 6 }, 7] }")]
    [InlineData("{ 'b.c': 1, 'e.f': 1 }", "{ _id: 1, b: { c: 3 }, e: [{ f: 5 }] }")]
    [InlineData("{ 'b.c': 0, 'e.f': 0, a: 0 }", "{ _id: 1, b: { d: 4 }, e: [{ g: 6 }, 7] }")]
    [InlineData("{ _id: 1 }", "{ _id: 1 }")]
    public async Task Find_projects(string projection, string expected)
    {
        await Things.InsertOneAsync(Doc("{ _id: 1, a: 2, b: { c: 3, d: 4 }, e: [{ f: 5, g: 6 }, 7] }"));
        Assert.Equal(Doc(expected), await Things.Find(FilterDefinition<BsonDocument>.Empty).Project(Doc(projection)).SingleAsync());
    }

    [Fact]
    public async Task Update_counts_what_matched_and_what_changed()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1, a: 1 }", "{ _id: 2, a: 2 }", "{ _id: 3, a: 2 }"));
        var one = await Things.UpdateOneAsync(Doc("{ a: 2 }"), Doc("{ $set: { b: 1 } }"));
        Assert.Equal((1, 1), (one.MatchedCount, one.ModifiedCount));
        var many = await Things.UpdateManyAsync(Doc("{ a: 2 }"), Doc("{ $set: { b: 1 } }"));
        Assert.Equal((2, 1), (many.MatchedCount, many.ModifiedCount));
        var none = await Things.UpdateOneAsync(Doc("{ a: 9 }"), Doc("{ $set: { b: 1 } }"));
        Assert.Equal((0, 0), (none.MatchedCount, none.ModifiedCount));
    }

    [Fact]
    public async Task Update_an_upsert_inserts_what_the_filter_demands_and_the_update_sets()
    {
        var result = await Things.UpdateOneAsync(Doc("{ _id: 'x', 'a.b': 2, c: { $gt: 5 }, d: { $in: [7] } }"), Doc("{ $inc: { n: 1 }, $setOnInsert: { e: 9 } }"), new() { IsUpsert = true });
        Assert.Equal("x", result.UpsertedId);
        AssertSame([Doc("{ _id: 'x', a: { b: 2 }, d: 7, e: 9, n: 1 }")], await Things.Find(FilterDefinition<BsonDocument>.Empty).ToListAsync());

        var again = await Things.UpdateOneAsync(Doc("{ _id: 'x' }"), Doc("{ $inc: { n: 1 }, $setOnInsert: { e: 10 } }"), new() { IsUpsert = true });
        Assert.Null(again.UpsertedId);
        Assert.Equal(Doc("{ _id: 'x', a: { b: 2 }, d: 7, e: 9, n: 2 }"), await Things.Find(FilterDefinition<BsonDocument>.Empty).SingleAsync());
    }

    [Fact]
    public async Task Replace_keeps_the_id_and_refuses_another_one()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1, a: 1, b: 2 }"));
        await Things.ReplaceOneAsync(Doc("{ a: 1 }"), Doc("{ c: 3 }"));
        Assert.Equal(Doc("{ _id: 1, c: 3 }"), await Things.Find(FilterDefinition<BsonDocument>.Empty).SingleAsync());
        var error = await Assert.ThrowsAsync<MongoWriteException>(() => Things.ReplaceOneAsync(Doc("{ c: 3 }"), Doc("{ _id: 2 }")));
        Assert.Equal(66, error.WriteError.Code);
        error = await Assert.ThrowsAsync<MongoWriteException>(() => Things.UpdateOneAsync(Doc("{ c: 3 }"), Doc("{ $set: { _id: 2 } }")));
        Assert.Equal(66, error.WriteError.Code);
    }

    [Fact]
    public async Task Delete_removes_one_or_all()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1, a: 1 }", "{ _id: 2, a: 1 }", "{ _id: 3, a: 1 }", "{ _id: 4 }"));
        Assert.Equal(1, (await Things.DeleteOneAsync(Doc("{ a: 1 }"))).DeletedCount);
        Assert.Equal(2, (await Things.DeleteManyAsync(Doc("{ a: 1 }"))).DeletedCount);
        Assert.Equal(4, (await Things.Find(FilterDefinition<BsonDocument>.Empty).SingleAsync())["_id"]);
    }

    [Fact]
    public async Task Bulk_unordered_does_the_others_and_names_those_that_failed()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1 }", "{ _id: 3 }"));
        var models = Docs("{ _id: 0 }", "{ _id: 1 }", "{ _id: 2 }", "{ _id: 3 }").Select(d => new InsertOneModel<BsonDocument>(d));
        var error = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() => Things.BulkWriteAsync(models, new() { IsOrdered = false }));
        Assert.Equal([1, 3], error.WriteErrors.Select(e => e.Index));
        Assert.All(error.WriteErrors, e => Assert.Equal(ServerErrorCategory.DuplicateKey, e.Category));
        Assert.Equal("E11000 duplicate key error collection: test.things index: _id_ dup key: { _id: 3 }", error.WriteErrors[1].Message);
        Assert.Equal(2, error.Result.InsertedCount);
        Assert.Equal(4, await Things.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty));
    }

    [Fact]
    public async Task Bulk_ordered_stops_at_the_first_error()
    {
        var models = Docs("{ _id: 1 }", "{ _id: 1 }", "{ _id: 2 }").Select(d => new InsertOneModel<BsonDocument>(d));
        var error = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() => Things.BulkWriteAsync(models));
        Assert.Equal(1, Assert.Single(error.WriteErrors).Index);
        Assert.Equal(1, await Things.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty));
    }

    [Fact]
    public async Task Bulk_mixed_writes_report_each_kind()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1 }"));
        var result = await Things.BulkWriteAsync(
        [
            new UpdateOneModel<BsonDocument>(Doc("{ _id: 1 }"), Doc("{ $set: { a: 1 } }")),
            new UpdateOneModel<BsonDocument>(Doc("{ _id: 2 }"), Doc("{ $set: { a: 1 } }")) { IsUpsert = true },
            new InsertOneModel<BsonDocument>(Doc("{ _id: 3 }")),
            new DeleteOneModel<BsonDocument>(Doc("{ _id: 1 }")),
        ]);
        Assert.Equal((1, 1, 1, 1), (result.MatchedCount, result.InsertedCount, result.DeletedCount, result.Upserts.Count));
        Assert.Equal((1, 2), (result.Upserts[0].Index, result.Upserts[0].Id.AsInt32));
    }

    [Fact]
    public async Task FindAndModify_answers_the_document_before_or_after()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1, n: 1 }", "{ _id: 2, n: 5 }"));
        var before = await Things.FindOneAndUpdateAsync<BsonDocument>(Doc("{}"), Doc("{ $inc: { n: 1 } }"), new() { Sort = Doc("{ n: -1 }") });
        Assert.Equal(Doc("{ _id: 2, n: 5 }"), before);
        var after = await Things.FindOneAndUpdateAsync<BsonDocument>(
            Doc("{ _id: 2 }"), Doc("{ $inc: { n: 1 } }"), new() { ReturnDocument = ReturnDocument.After, Projection = Doc("{ n: 1, _id: 0 }") });
        Assert.Equal(Doc("{ n: 7 }"), after);
        var inserted = await Things.FindOneAndUpdateAsync<BsonDocument>(
            Doc("{ _id: 3 }"), Doc("{ $inc: { n: 1 } }"), new() { ReturnDocument = ReturnDocument.After, IsUpsert = true });
        Assert.Equal(Doc("{ _id: 3, n: 1 }"), inserted);
        Assert.Equal(Doc("{ _id: 1, n: 1 }"), await Things.FindOneAndDeleteAsync(Doc("{ _id: 1 }")));
        Assert.Null(await Things.FindOneAndDeleteAsync(Doc("{ _id: 1 }")));
    }

    [Fact]
    public async Task Aggregate_groups_counts_and_sums()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1, k: 'a', v: 1 }", "{ _id: 2, k: 'b', v: { $numberLong: '5' } }", "{ _id: 3, k: 'a', v: 3, w: 1 }", "{ _id: 4, k: 'c', v: 0.5 }"));
        var groups = await Things.Aggregate()
            .Match(Doc("{ _id: { $gt: 0 } }"))
            .Group(Doc("{ _id: '$k', n: { $sum: 1 }, sum: { $sum: '$v' }, max: { $max: '$v' }, min: { $min: '$v' }, count: { $count: {} }, w: { $max: '$w' } }"))
            .Sort(Doc("{ _id: 1 }")).ToListAsync();
        AssertSame(Docs(
            "{ _id: 'a', n: 2, sum: 4, max: 3, min: 1, count: 2, w: 1 }",
            "{ _id: 'b', n: 1, sum: { $numberLong: '5' }, max: { $numberLong: '5' }, min: { $numberLong: '5' }, count: 1, w: null }",
            "{ _id: 'c', n: 1, sum: 0.5, max: 0.5, min: 0.5, count: 1, w: null }"), groups);
        Assert.Equal(3, await Things.CountDocumentsAsync(Doc("{ v: { $lt: 5 } }")));
        Assert.Equal(4, await Things.EstimatedDocumentCountAsync());
        Assert.Equal(["a", "b", "c"], await (await Things.DistinctAsync<string>("k", FilterDefinition<BsonDocument>.Empty)).ToListAsync());
        var renamed = await Things.Aggregate().Sort(Doc("{ _id: -1 }")).Skip(1).Limit(1).Project(Doc("{ _id: 0, key: '$k' }")).SingleAsync();
        Assert.Equal(Doc("{ key: 'a' }"), renamed);
    }

    [Fact]
    public async Task Catalog_lists_and_drops_collections_and_databases()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1 }"));
        await Database.CreateCollectionAsync("empty");
        Assert.Equal(["empty", "things"], (await (await Database.ListCollectionNamesAsync()).ToListAsync()).Order());
        Assert.Equal(48, (await Assert.ThrowsAsync<MongoCommandException>(() => Database.CreateCollectionAsync("empty"))).Code);
        await Database.DropCollectionAsync("empty");
        await Database.DropCollectionAsync("never");
        Assert.Equal(["things"], await (await Database.ListCollectionNamesAsync()).ToListAsync());
        await Client.GetDatabase("other").CreateCollectionAsync("kept");
        await Client.DropDatabaseAsync(DatabaseName);
        Assert.Equal(["other"], await (await Client.ListDatabaseNamesAsync()).ToListAsync());
    }
}
