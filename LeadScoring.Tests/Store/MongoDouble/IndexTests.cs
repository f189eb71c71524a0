using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>Unique, sparse and partial indexes, and what can be known of indexes.</summary>
public sealed class IndexTests : DoubleTest
{
    [Fact]
    public async Task Unique_a_duplicate_is_named_with_its_key()
    {
        await CreateAsync("{ a: 1, b: -1 }", new() { Unique = true });
        await Things.InsertOneAsync(Doc("{ _id: 1, a: 1, b: 'x' }"));
        await Things.InsertOneAsync(Doc("{ _id: 2, a: 1, b: 'y' }"));
        var error = await Assert.ThrowsAsync<MongoWriteException>(() => Things.InsertOneAsync(Doc("{ _id: 3, a: 1.0, b: 'x' }")));
        Assert.Equal((11000, ServerErrorCategory.DuplicateKey), (error.WriteError.Code, error.WriteError.Category));
        Assert.Equal("E11000 duplicate key error collection: test.things index: a_1_b_-1 dup key: { a: 1.0, b: \"x\" }", error.WriteError.Message);
        error = await Assert.ThrowsAsync<MongoWriteException>(() => Things.UpdateOneAsync(Doc("{ _id: 2 }"), Doc("{ $set: { b: 'x' } }")));
        Assert.Equal(11000, error.WriteError.Code);
        Assert.Equal("y", (await Things.Find(Doc("{ _id: 2 }")).SingleAsync())["b"]);

        var raw = await Database.RunCommandAsync<BsonDocument>(Doc("{ insert: 'things', documents: [{ _id: 3, a: 1, b: 'x' }] }"));
        Assert.Equal(Doc("{ a: 1, b: -1 }"), raw["writeErrors"][0]["keyPattern"]);
        Assert.Equal(Doc("{ a: 1, b: 'x' }"), raw["writeErrors"][0]["keyValue"]);
    }

    [Fact]
    public async Task Unique_a_freed_key_can_be_taken_and_missing_counts_as_null()
    {
        await CreateAsync("{ a: 1 }", new() { Unique = true });
        await Things.InsertManyAsync(Docs("{ _id: 1, a: 1 }", "{ _id: 2 }"));
        await Assert.ThrowsAsync<MongoWriteException>(() => Things.InsertOneAsync(Doc("{ _id: 3, a: null }")));
        await Things.UpdateOneAsync(Doc("{ _id: 1 }"), Doc("{ $set: { a: 2 } }"));
        await Things.DeleteOneAsync(Doc("{ _id: 2 }"));
        await Things.InsertManyAsync(Docs("{ _id: 4, a: 1 }", "{ _id: 5, a: null }"));
        Assert.Equal(3, await Things.CountDocumentsAsync(Doc("{}")));
    }

    [Fact]
    public async Task Unique_an_index_is_not_created_over_duplicates()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1, a: 1 }", "{ _id: 2, a: 1 }"));
        var error = await Assert.ThrowsAsync<MongoCommandException>(() => CreateAsync("{ a: 1 }", new() { Unique = true }));
        Assert.Equal(11000, error.Code);
        Assert.Single(await (await Things.Indexes.ListAsync()).ToListAsync());
    }

    [Fact]
    public async Task Sparse_unique_lets_many_documents_lack_the_field()
    {
        await CreateAsync("{ a: 1 }", new() { Unique = true, Sparse = true });
        await Things.InsertManyAsync(Docs("{ _id: 1 }", "{ _id: 2 }", "{ _id: 3, a: 1 }", "{ _id: 4, a: null }"));
        await Assert.ThrowsAsync<MongoWriteException>(() => Things.InsertOneAsync(Doc("{ _id: 5, a: null }")));
        Assert.Equal(2, await Things.CountDocumentsAsync(Doc("{ a: { $exists: true } }")));
        Assert.Equal("a_1", Server.Queries[^1].Indexes.Single());
        Assert.Equal(3, await Things.CountDocumentsAsync(Doc("{ a: null }"))); // the index lacks some of them
        Assert.True(Server.Queries[^1].IsCollectionScan);
    }

    [Fact]
    public async Task Partial_unique_holds_for_what_its_filter_matches_and_serves_queries_that_imply_it()
    {
        await CreateAsync("{ email: 1 }", new CreateIndexOptions<BsonDocument> { Unique = true, PartialFilterExpression = Doc("{ live: true, n: { $gt: 5 } }") });
        await Things.InsertManyAsync(Docs("{ _id: 1, email: 'a', live: true, n: 6 }", "{ _id: 2, email: 'a', live: false, n: 6 }", "{ _id: 3, email: 'a', live: true, n: 5 }"));
        await Assert.ThrowsAsync<MongoWriteException>(() => Things.UpdateOneAsync(Doc("{ _id: 3 }"), Doc("{ $set: { n: 7 } }")));

        Assert.Equal(1, await Things.CountDocumentsAsync(Doc("{ email: 'a', live: true, n: { $gte: 6 } }")));
        Assert.Equal("email_1", Server.Queries[^1].Indexes.Single());
        Assert.Equal(2, await Things.CountDocumentsAsync(Doc("{ email: 'a', live: true, n: { $gte: 5 } }")));
        Assert.True(Server.Queries[^1].IsCollectionScan);
    }

    [Fact]
    public async Task Arrays_have_a_key_for_each_element()
    {
        await CreateAsync("{ a: 1 }", new() { Unique = true });
        await Things.InsertManyAsync(Docs("{ _id: 1, a: [1, 2, 2] }", "{ _id: 2, a: [3] }"));
        await Assert.ThrowsAsync<MongoWriteException>(() => Things.InsertOneAsync(Doc("{ _id: 3, a: 2 }")));
        Server.ClearQueries();
        Assert.Equal(1, (await Things.Find(Doc("{ a: { $gte: 1, $lt: 9 } }")).Sort(Doc("{ a: 1 }")).ToListAsync())[0]["_id"]);
        Assert.Equal(2, Server.Queries[0].DocumentsExamined); // each once, although one has two keys
        await CreateAsync("{ b: 1, c: 1 }", new());
        var error = await Assert.ThrowsAsync<MongoWriteException>(() => Things.InsertOneAsync(Doc("{ b: [1], c: [1] }")));
        Assert.Equal(171, error.WriteError.Code);
    }

    [Fact]
    public async Task Create_is_idempotent_and_refuses_what_contradicts()
    {
        Assert.Equal("a_1", await CreateAsync("{ a: 1 }", new()));
        Assert.Equal("a_1", await CreateAsync("{ a: 1 }", new()));
        Assert.Equal(86, (await Assert.ThrowsAsync<MongoCommandException>(() => CreateAsync("{ a: 1 }", new() { Unique = true }))).Code);
        Assert.Equal(85, (await Assert.ThrowsAsync<MongoCommandException>(() => CreateAsync("{ a: 1 }", new() { Name = "other" }))).Code);
        Assert.Equal(["_id_", "a_1"], (await (await Things.Indexes.ListAsync()).ToListAsync()).Select(i => i["name"].AsString));
        await Things.Indexes.DropOneAsync("a_1");
        Assert.Equal(27, (await Assert.ThrowsAsync<MongoCommandException>(() => Things.Indexes.DropOneAsync("a_1"))).Code);
        Assert.Equal(["_id_"], (await (await Things.Indexes.ListAsync()).ToListAsync()).Select(i => i["name"].AsString));
    }

    [Fact]
    public async Task Create_refuses_by_name_what_it_does_not_know()
    {
        var error = await Assert.ThrowsAsync<MongoCommandException>(() => CreateAsync("{ a: 1 }", new() { ExpireAfter = TimeSpan.FromSeconds(1) }));
        Assert.Equal(67, error.Code);
        Assert.Contains("expireAfterSeconds", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<MongoCommandException>(() => CreateAsync("{ a: 'text' }", new()));
        Assert.Contains("text", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<MongoCommandException>(() => CreateAsync("{ a: 1 }", new CreateIndexOptions<BsonDocument> { PartialFilterExpression = Doc("{ a: { $size: 1 } }") }));
        Assert.Contains("$size", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<MongoCommandException>(() => CreateAsync("{ a: 1 }", new CreateIndexOptions<BsonDocument> { PartialFilterExpression = Doc("{ a: { $ne: 1 } }") }));
        Assert.Equal(67, error.Code); // as on a server
    }

    private Task<string> CreateAsync(string keys, CreateIndexOptions options) => Things.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc(keys), options));
}
