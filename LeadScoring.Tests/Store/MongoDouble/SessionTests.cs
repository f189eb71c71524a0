using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>What sessions, cursors and changes of the catalog mean to each other, beyond what the driver asks for.</summary>
public sealed class SessionTests : DoubleTest
{
    private static readonly BsonDocument Everything = [];

    private readonly BsonDocument _session = new("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard));

    [Fact]
    public async Task Transaction_numbers_only_ascend()
    {
        await AssertAsync(0, "{ insert: 'things', documents: [{ _id: 1 }] }", 5, starts: true);
        await AssertAsync(50911, "{ insert: 'things', documents: [{ _id: 2 }] }", 5, starts: true);
        await AssertAsync(225, "{ insert: 'things', documents: [{ _id: 2 }] }", 4, starts: true);
        await AssertAsync(251, "{ insert: 'things', documents: [{ _id: 2 }] }", 6);
        await AssertAsync(0, "{ commitTransaction: 1 }", 5);
        await AssertAsync(0, "{ commitTransaction: 1 }", 5);
        await AssertAsync(256, "{ insert: 'things', documents: [{ _id: 2 }] }", 5);
        await AssertAsync(251, "{ commitTransaction: 1 }", 6);
        Assert.Equal(1, (await Things.Find(Everything).SingleAsync())["_id"]);
    }

    [Fact]
    public async Task Transaction_a_newer_one_of_the_session_aborts_it()
    {
        await AssertAsync(0, "{ insert: 'things', documents: [{ _id: 1 }] }", 1, starts: true);
        await AssertAsync(0, "{ insert: 'things', documents: [{ _id: 2 }] }", 2, starts: true);
        await AssertAsync(0, "{ commitTransaction: 1 }", 2);
        Assert.Equal(2, (await Things.Find(Everything).SingleAsync())["_id"]);
    }

    [Fact]
    public async Task Transaction_read_and_write_concerns_have_their_place()
    {
        await AssertAsync(72, "{ find: 'things', readConcern: { level: 'linearizable' } }", 1, starts: true);
        await AssertAsync(0, "{ find: 'things', readConcern: { level: 'majority' } }", 2, starts: true);
        await AssertAsync(72, "{ find: 'things', readConcern: { level: 'snapshot' } }", 2);
        await AssertAsync(72, "{ insert: 'things', documents: [{}], writeConcern: { w: 'majority' } }", 3, starts: true);
    }

    [Fact]
    public async Task Retryable_write_of_many_documents_is_refused()
    {
        await AssertAsync(72, "{ update: 'things', updates: [{ q: {}, u: { $set: { a: 1 } }, multi: true }] }", 1, autocommits: true);
        await AssertAsync(72, "{ delete: 'things', deletes: [{ q: {}, limit: 0 }] }", 2, autocommits: true);
        await AssertAsync(50768, "{ find: 'things' }", 3, autocommits: true);
    }

    [Fact]
    public async Task Cursor_belongs_to_its_session()
    {
        await Things.InsertManyAsync(Enumerable.Range(0, 5).Select(i => new BsonDocument("_id", i)));
        using var raw = await RawConnection.OpenAsync(Server);
        var found = await raw.RunAsync(Doc("{ find: 'things', batchSize: 2, $db: 'test' }").Add("lsid", _session));
        var more = new BsonDocument { { "getMore", found["cursor"]["id"] }, { "collection", "things" }, { "$db", "test" } };
        Assert.Equal(50738, (await raw.RunAsync(more))["code"]);
        Assert.Equal(3, (await raw.RunAsync(more.Add("lsid", _session)))["cursor"]["nextBatch"].AsBsonArray.Count);
    }

    [Fact]
    public async Task Cursor_that_is_closed_early_is_killed()
    {
        await Things.InsertManyAsync(Enumerable.Range(0, 5).Select(i => new BsonDocument("_id", i)));
        var seen = Seen();
        using (await Things.Find(Everything, new() { BatchSize = 2 }).ToCursorAsync())
        {
            // Not read to its end.
        }

        var kill = seen.Single(s => s.Name == "killCursors").Document;
        var more = new BsonDocument { { "getMore", kill["cursors"][0] }, { "collection", "things" }, { "$db", "test" }, { "lsid", kill["lsid"] } };
        using var raw = await RawConnection.OpenAsync(Server);
        Assert.Equal(43, (await raw.RunAsync(more))["code"]);
    }

    [Fact]
    public async Task Snapshot_read_at_a_time_that_is_too_old_or_still_to_come_is_refused()
    {
        using var raw = await RawConnection.OpenAsync(Server);
        var time = (await raw.RunAsync(Doc("{ insert: 'things', documents: [{ _id: 1 }], $db: 'test' }")))["operationTime"].AsBsonTimestamp;
        await Things.DeleteManyAsync(Everything);
        Assert.Single((await ReadAsync(time))["cursor"]["firstBatch"].AsBsonArray);
        Assert.Equal(time, (await ReadAsync(time))["cursor"]["atClusterTime"]);
        Assert.Equal(239, (await ReadAsync(new(7, 1)))["code"]);
        Assert.Equal(72, (await ReadAsync(new(int.MaxValue, 1)))["code"]);

        Task<BsonDocument> ReadAsync(BsonTimestamp at) =>
            raw.RunAsync(Doc("{ find: 'things', $db: 'test' }").Add("readConcern", new BsonDocument { { "level", "snapshot" }, { "atClusterTime", at } }));
    }

    [Fact]
    public async Task Catalog_changes_wait_for_transactions_that_have_written()
    {
        await Database.CreateCollectionAsync("things");
        using var session = await Client.StartSessionAsync();
        session.StartTransaction();
        await Things.InsertOneAsync(session, Doc("{ _id: 1, a: 1 }"));
        using var arrived = Server.Faults.StallBefore(new("createIndexes"));
        var creation = Things.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{ a: 1 }")));
        await arrived.Reached;
        arrived.Release();
        Assert.Single(await (await Things.Indexes.ListAsync()).ToListAsync());
        await session.CommitTransactionAsync();
        await creation;
        Assert.Equal(1, await Things.CountDocumentsAsync(Doc("{ a: 1 }")));
        Assert.Equal("a_1", Server.Queries[^1].Indexes.Single());
    }

    [Fact]
    public async Task Catalog_changes_after_the_snapshot_make_a_transaction_begin_again()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1 }"));
        using var session = await Client.StartSessionAsync();
        session.StartTransaction();
        await Things.Find(session, Everything).ToListAsync();
        await Things.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{ a: 1 }")));
        var error = await Assert.ThrowsAsync<MongoCommandException>(() => Things.InsertOneAsync(session, Doc("{ _id: 2 }")));
        Assert.Equal((246, true), (error.Code, error.HasErrorLabel("TransientTransactionError")));
    }

    [Fact]
    public async Task Server_tells_what_it_is()
    {
        var admin = Client.GetDatabase("admin");
        var build = await admin.RunCommandAsync<BsonDocument>(Doc("{ buildInfo: 1 }"));
        Assert.True(build["testDouble"].AsBoolean);
        var status = await admin.RunCommandAsync<BsonDocument>(Doc("{ replSetGetStatus: 1 }"));
        Assert.Equal(("rs0", 1), (status["set"].AsString, status["myState"].AsInt32));
        var parameter = await admin.RunCommandAsync<BsonDocument>(Doc("{ getParameter: 1, transactionLifetimeLimitSeconds: 1 }"));
        Assert.Equal(60, parameter["transactionLifetimeLimitSeconds"]);
    }

    /// <param name="code">0 for success.</param>
    /// <param name="command">The command.</param>
    /// <param name="number">Of the transaction, in the one session.</param>
    /// <param name="starts">Whether it is its first.</param>
    /// <param name="autocommits">Whether it is no transaction, but a retryable write.</param>
    private async Task AssertAsync(int code, string command, long number, bool starts = false, bool autocommits = false)
    {
        var document = Doc(command).Add("$db", DatabaseName).Add("lsid", _session).Add("txnNumber", number);
        if (!autocommits) document.Add("autocommit", false);
        if (starts) document.Add("startTransaction", true);
        using var raw = await RawConnection.OpenAsync(Server);
        Assert.Equal(code, (await raw.RunAsync(document)).GetValue("code", 0).AsInt32);
    }
}
