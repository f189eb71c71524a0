using LeadScoring.Tests.Infrastructure.Mongo.Faults;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>Multi-document transactions as a replica set promises them.</summary>
public sealed class TransactionTests : DoubleTest
{
    private static readonly BsonDocument Everything = [];

    [Fact]
    public async Task Transaction_its_writes_are_seen_by_itself_only_until_it_commits()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1, n: 1 }"));
        using var session = await BeginAsync();
        await Things.InsertOneAsync(session, Doc("{ _id: 2, n: 2 }"));
        await Things.UpdateOneAsync(session, Doc("{ _id: 1 }"), Doc("{ $inc: { n: 10 } }"));
        Assert.Equal([11, 2], (await Things.Find(session, Everything).ToListAsync()).Select(d => d["n"].AsInt32));
        Assert.Equal([1], (await Things.Find(Everything).ToListAsync()).Select(d => d["n"].AsInt32));
        await session.CommitTransactionAsync();
        Assert.Equal([11, 2], (await Things.Find(Everything).ToListAsync()).Select(d => d["n"].AsInt32));
    }

    [Fact]
    public async Task Transaction_an_abort_leaves_nothing()
    {
        using var session = await BeginAsync();
        await Database.GetCollection<BsonDocument>("new").InsertOneAsync(session, Doc("{ _id: 1 }")); // creates the collection in the transaction
        await session.AbortTransactionAsync();
        Assert.Empty(await (await Database.ListCollectionNamesAsync()).ToListAsync());
        await Things.InsertOneAsync(Doc("{ _id: 1 }")); // nothing is held any more
    }

    [Fact]
    public async Task Transaction_reads_the_snapshot_of_its_first_command()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1, n: 1 }", "{ _id: 2, n: 1 }"));
        using var session = await BeginAsync();
        await Things.Find(session, Doc("{ _id: 1 }")).SingleAsync();
        await Things.UpdateManyAsync(Everything, Doc("{ $set: { n: 2 } }"));
        await Things.InsertOneAsync(Doc("{ _id: 3, n: 2 }"));
        Assert.Equal([1, 1], (await Things.Find(session, Everything).ToListAsync()).Select(d => d["n"].AsInt32));
        Assert.Equal(2, await Things.CountDocumentsAsync(session, Everything));
        await session.CommitTransactionAsync();
        Assert.Equal([2, 2, 2], (await Things.Find(Everything).ToListAsync()).Select(d => d["n"].AsInt32));
    }

    [Fact]
    public async Task Transaction_what_others_committed_besides_stays()
    {
        await Things.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{ k: 1 }"), new() { Unique = true }));
        await Things.InsertManyAsync(Docs("{ _id: 1, k: 'a' }", "{ _id: 2, k: 'b' }", "{ _id: 3, k: 'c' }"));
        using var session = await BeginAsync();
        await Things.UpdateOneAsync(session, Doc("{ _id: 1 }"), Doc("{ $set: { k: 'x' } }"));
        await Things.UpdateOneAsync(session, Doc("{ _id: 2 }"), Doc("{ $set: { k: 'a' } }")); // the key that the other one has given up
        await Things.UpdateOneAsync(session, Doc("{ _id: 1 }"), Doc("{ $set: { k: 'b' } }")); // and the other way round
        await Things.DeleteOneAsync(Doc("{ _id: 3 }"));
        await Things.InsertOneAsync(Doc("{ _id: 4, k: 'd' }"));
        await session.CommitTransactionAsync();
        Assert.Equal(Docs("{ _id: 1, k: 'b' }", "{ _id: 2, k: 'a' }", "{ _id: 4, k: 'd' }"), await Things.Find(Everything).ToListAsync());
        Assert.Equal(2, (await Things.Find(Doc("{ k: 'a' }")).SingleAsync())["_id"]);
        Assert.Equal("k_1", Server.Queries[^1].Indexes.Single());
    }

    [Fact]
    public async Task Conflict_with_a_document_that_an_open_transaction_has_written()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1 }"));
        using var first = await BeginAsync();
        using var second = await BeginAsync();
        await Things.UpdateOneAsync(first, Doc("{ _id: 1 }"), Doc("{ $set: { by: 1 } }"));
        var error = await Assert.ThrowsAsync<MongoCommandException>(() => Things.UpdateOneAsync(second, Doc("{ _id: 1 }"), Doc("{ $set: { by: 2 } }")));
        Assert.Equal((112, "WriteConflict", true), (error.Code, error.CodeName, error.HasErrorLabel("TransientTransactionError")));
        error = await Assert.ThrowsAsync<MongoCommandException>(() => Things.Find(second, Everything).ToListAsync()); // the conflict has aborted it
        Assert.Equal((251, true), (error.Code, error.HasErrorLabel("TransientTransactionError")));
        await first.CommitTransactionAsync();
        Assert.Equal(1, (await Things.Find(Everything).SingleAsync())["by"]);
    }

    [Fact]
    public async Task Conflict_with_what_was_committed_after_the_snapshot()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1 }", "{ _id: 2 }"));
        using var session = await BeginAsync();
        await Things.Find(session, Doc("{ _id: 2 }")).SingleAsync();
        await Things.UpdateOneAsync(Doc("{ _id: 1 }"), Doc("{ $set: { by: 1 } }"));
        var error = await Assert.ThrowsAsync<MongoCommandException>(() => Things.DeleteOneAsync(session, Doc("{ _id: 1 }")));
        Assert.Equal(112, error.Code);
    }

    [Fact]
    public async Task Conflict_none_between_a_write_and_mere_reading()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1, free: true }", "{ _id: 2, free: true }"));
        using var first = await BeginAsync();
        using var second = await BeginAsync();
        foreach (var (session, id) in new[] { (first, 1), (second, 2) })
        {
            Assert.Equal(2, await Things.CountDocumentsAsync(session, Doc("{ free: true }")));
            await Things.UpdateOneAsync(session, Doc($"{{ _id: {id} }}"), Doc("{ $set: { free: false } }"));
        }

        await first.CommitTransactionAsync();
        await second.CommitTransactionAsync();
        Assert.Equal(0, await Things.CountDocumentsAsync(Doc("{ free: true }"))); // write skew, as snapshot isolation has it
    }

    [Theory]
    [InlineData("{ _id: 1, k: 2 }", "{ _id: 1, k: 3 }")]
    [InlineData("{ _id: 1, k: 1 }", "{ _id: 2, k: 1 }")]
    public async Task Conflict_of_two_transactions_that_insert_the_same_unique_key(string one, string other)
    {
        await Things.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{ k: 1 }"), new() { Unique = true }));
        using var first = await BeginAsync();
        using var second = await BeginAsync();
        await Things.InsertOneAsync(first, Doc(one));
        Assert.Equal(112, (await Assert.ThrowsAsync<MongoCommandException>(() => Things.InsertOneAsync(second, Doc(other)))).Code);
        await first.CommitTransactionAsync();

        using var third = await BeginAsync();
        var error = await Assert.ThrowsAsync<MongoWriteException>(() => Things.InsertOneAsync(third, Doc(other))); // now it is there for all to see
        Assert.Equal(ServerErrorCategory.DuplicateKey, error.WriteError.Category);
        Assert.False(error.HasErrorLabel("TransientTransactionError"));
    }

    [Fact]
    public async Task Conflict_with_a_unique_key_that_was_inserted_after_the_snapshot()
    {
        await Things.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{ k: 1 }"), new() { Unique = true }));
        using var session = await BeginAsync();
        await Things.Find(session, Everything).ToListAsync();
        await Things.InsertOneAsync(Doc("{ _id: 1, k: 1 }"));
        Assert.Equal(112, (await Assert.ThrowsAsync<MongoCommandException>(() => Things.InsertOneAsync(session, Doc("{ _id: 2, k: 1 }")))).Code);
    }

    [Fact]
    public async Task Duplicate_key_aborts_the_transaction()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1 }"));
        using var session = await BeginAsync();
        await Things.InsertOneAsync(session, Doc("{ _id: 2 }"));
        var models = Docs("{ _id: 3 }", "{ _id: 1 }", "{ _id: 4 }").Select(d => new InsertOneModel<BsonDocument>(d));
        var error = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() => Things.BulkWriteAsync(session, models, new() { IsOrdered = false }));
        Assert.Equal(1, Assert.Single(error.WriteErrors).Index);
        Assert.Equal(251, (await Assert.ThrowsAsync<MongoCommandException>(() => session.CommitTransactionAsync())).Code);
        Assert.Equal(1, await Things.CountDocumentsAsync(Everything));
    }

    [Fact]
    public async Task Write_outside_waits_for_the_transaction_that_holds_the_document()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1, n: 1 }"));
        using var session = await BeginAsync();
        await Things.UpdateOneAsync(session, Doc("{ _id: 1 }"), Doc("{ $inc: { n: 1 } }"));
        using var arrived = Server.Faults.StallBefore(new On("findAndModify"));
        var outside = Things.FindOneAndUpdateAsync<BsonDocument>(Doc("{ _id: 1 }"), Doc("{ $inc: { n: 10 } }"), new() { ReturnDocument = ReturnDocument.After });
        await arrived.Reached;
        arrived.Release();
        await Things.InsertOneAsync(Doc("{ _id: 2 }")); // other documents are free
        Assert.False(outside.IsCompleted);
        await session.CommitTransactionAsync();
        Assert.Equal(12, (await outside)["n"]);
    }

    [Fact]
    public async Task Write_outside_waits_only_so_long()
    {
        Server.WriteWait = TimeSpan.FromMilliseconds(50);
        using var session = await BeginAsync();
        await Things.InsertOneAsync(session, Doc("{ _id: 1 }"));
        Assert.Equal(112, (await Assert.ThrowsAsync<MongoCommandException>(() => Things.InsertOneAsync(Doc("{ _id: 1 }")))).Code);
        await session.CommitTransactionAsync();
        Assert.Equal(11000, (await Assert.ThrowsAsync<MongoWriteException>(() => Things.InsertOneAsync(Doc("{ _id: 1 }")))).WriteError.Code);
    }

    [Fact]
    public async Task Transaction_does_not_outlive_its_lifetime()
    {
        Server.TransactionLifetime = TimeSpan.FromMilliseconds(50);
        await Things.InsertOneAsync(Doc("{ _id: 1, n: 1 }"));
        using var session = await BeginAsync();
        await Things.UpdateOneAsync(session, Doc("{ _id: 1 }"), Doc("{ $inc: { n: 1 } }"));
        await Things.UpdateOneAsync(Doc("{ _id: 1 }"), Doc("{ $inc: { n: 10 } }")); // waits until the other one has expired
        var error = await Assert.ThrowsAsync<MongoCommandException>(() => session.CommitTransactionAsync());
        Assert.Equal((251, true), (error.Code, error.HasErrorLabel("TransientTransactionError")));
        Assert.Equal(11, (await Things.Find(Everything).SingleAsync())["n"]);
    }

    [Fact]
    public async Task Transaction_refuses_what_a_server_does_not_allow_in_one()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1 }"));
        using var session = await BeginAsync();
        await Things.InsertOneAsync(session, Doc("{ _id: 2 }"));
        Assert.Equal(263, (await Assert.ThrowsAsync<MongoCommandException>(() => Database.RunCommandAsync<BsonDocument>(session, Doc("{ count: 'things' }")))).Code);
    }

    [Fact]
    public async Task Transaction_a_cursor_belongs_to_it_and_dies_with_it()
    {
        await Things.InsertManyAsync(Enumerable.Range(0, 10).Select(i => new BsonDocument("_id", i)));
        using var session = await BeginAsync();
        using var cursor = await Things.Find(session, Everything, new() { BatchSize = 3 }).ToCursorAsync();
        await cursor.MoveNextAsync();
        await Things.DeleteManyAsync(Everything);
        await cursor.MoveNextAsync();
        Assert.Equal([3, 4, 5], cursor.Current.Select(d => d["_id"].AsInt32));
        await session.AbortTransactionAsync();
        await Assert.ThrowsAnyAsync<MongoException>(() => cursor.MoveNextAsync());
    }

    [Fact]
    public async Task WithTransaction_repeats_the_whole_after_a_conflict_and_the_commit_after_an_unknown_result()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1, n: 0 }"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var session = await Client.StartSessionAsync();
            for (var i = 0; i < 10; i++)
            {
                await session.WithTransactionAsync(async (s, ct) => await Things.UpdateOneAsync(s, Doc("{ _id: 1 }"), Doc("{ $inc: { n: 1 } }"), null, ct));
            }
        }));
        Assert.Equal(40, (await Things.Find(Everything).SingleAsync())["n"]);

        var runs = 0;
        var seen = Seen();
        using var unknown = Server.Faults.Fail(new On("commitTransaction") { Nth = 2 }, 64, labels: [ErrorLabel.UnknownCommitResult]);
        using var transient = Server.Faults.Fail(new On("commitTransaction"), 112, labels: [ErrorLabel.TransientTransaction]);
        using var own = await Client.StartSessionAsync();
        await own.WithTransactionAsync((s, ct) =>
        {
            runs++;
            return Things.UpdateOneAsync(s, Doc("{ _id: 1 }"), Doc("{ $inc: { n: 1 } }"), null, ct);
        });
        Assert.Equal(2, runs);
        Assert.Equal(["update", "commitTransaction", "update", "commitTransaction", "commitTransaction"], seen.Select(s => s.Name).Where(n => n != "abortTransaction"));
        Assert.Equal(41, (await Things.Find(Everything).SingleAsync())["n"]);
    }

    [Fact]
    public async Task Commit_whose_answer_is_lost_is_repeated_and_done_once()
    {
        using var lost = Server.Faults.LoseReply(new On("commitTransaction"));
        var seen = Seen();
        using var session = await BeginAsync();
        await Things.UpdateOneAsync(session, Doc("{ _id: 1 }"), Doc("{ $inc: { n: 1 } }"), new() { IsUpsert = true });
        await session.CommitTransactionAsync();
        Assert.Equal(2, seen.Count(s => s is { Name: "commitTransaction", IsInTransaction: true }));
        Assert.Equal(1, (await Things.Find(Everything).SingleAsync())["n"]);
    }

    [Fact]
    public async Task Snapshot_session_reads_one_state_in_several_collections()
    {
        var others = Database.GetCollection<BsonDocument>("others");
        await Things.InsertOneAsync(Doc("{ _id: 1, n: 1 }"));
        await others.InsertOneAsync(Doc("{ _id: 1, n: 1 }"));
        using var session = await Client.StartSessionAsync(new() { Snapshot = true });
        Assert.Equal(1, (await Things.Find(session, Everything).SingleAsync())["n"]);
        for (var i = 0; i < 150; i++) await others.UpdateOneAsync(Everything, Doc("{ $inc: { n: 1 } }")); // more states than are kept without a reason
        await Things.DeleteManyAsync(Everything);
        Assert.Equal(1, (await others.Find(session, Everything).SingleAsync())["n"]);
        Assert.Equal(1, await Things.CountDocumentsAsync(session, Everything));
        Assert.Equal([1], await (await others.DistinctAsync<int>(session, "n", Everything)).ToListAsync());

        using var later = await Client.StartSessionAsync(new() { Snapshot = true });
        Assert.Equal([151], await (await others.DistinctAsync<int>(later, "n", Everything)).ToListAsync()); // distinct tells the time too
        await others.UpdateOneAsync(Everything, Doc("{ $inc: { n: 1 } }"));
        Assert.Equal(151, (await others.Find(later, Everything).SingleAsync())["n"]);
    }

    private async Task<IClientSessionHandle> BeginAsync()
    {
        var session = await Client.StartSessionAsync();
        session.StartTransaction();
        return session;
    }
}
