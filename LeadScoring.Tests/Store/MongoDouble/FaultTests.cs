using LeadScoring.Tests.Infrastructure.Mongo.Faults;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>Faults on request, and how the driver's own repetitions meet them.</summary>
public sealed class FaultTests : DoubleTest
{
    private static readonly BsonDocument Everything = [];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retryable_write_whose_connection_is_lost_is_done_once(bool isExecuted)
    {
        await Things.InsertOneAsync(Doc("{ _id: 1, n: 0 }"));
        using var lostUpdate = Lose("update");
        var update = await Things.UpdateOneAsync(Doc("{ _id: 1 }"), Doc("{ $inc: { n: 1 } }"));
        Assert.Equal((1, 1), (update.MatchedCount, update.ModifiedCount));

        using var lostInsert = Lose("insert");
        await Things.InsertManyAsync(Docs("{ _id: 2 }", "{ _id: 3 }"));
        using var lostFind = Lose("findAndModify");
        var found = await Things.FindOneAndUpdateAsync<BsonDocument>(Doc("{ _id: 1 }"), Doc("{ $inc: { n: 1 } }"), new() { ReturnDocument = ReturnDocument.After });
        Assert.Equal(2, found["n"]);
        using var lostDelete = Lose("delete");
        Assert.Equal(1, (await Things.DeleteOneAsync(Doc("{ _id: 2 }"))).DeletedCount);
        Assert.Equal([1, 3], (await Things.Find(Everything).ToListAsync()).Select(d => d["_id"].AsInt32));
        Assert.All([lostUpdate, lostInsert, lostFind, lostDelete], fault => Assert.Equal(1, fault.Times));

        Fault Lose(string command) => isExecuted ? Server.Faults.LoseReply(new On(command)) : Server.Faults.CloseBefore(new On(command));
    }

    [Fact]
    public async Task Retryable_write_is_answered_again_by_number_and_statement()
    {
        var insert = Doc("{ insert: 'things', documents: [{ _id: 1 }, { _id: 2 }] }").Add("lsid", Session()).Add("txnNumber", 5L);
        Assert.Equal(2, (await RunRawAsync(insert))["n"]);
        var again = await RunRawAsync(insert);
        Assert.Equal((2, false), (again["n"].AsInt32, again.Contains("writeErrors")));
        Assert.Equal(new BsonArray { 0, 1 }, again["retriedStmtIds"]);
        insert["txnNumber"] = 6L;
        Assert.Equal(11000, (await RunRawAsync(insert))["writeErrors"][0]["code"]);
        insert["txnNumber"] = 5L;
        Assert.Equal(225, (await Assert.ThrowsAsync<MongoCommandException>(() => RunRawAsync(insert))).Code);
    }

    [Fact]
    public async Task Fail_answers_with_code_and_labels_to_the_command_it_names()
    {
        using var fault = Server.Faults.Fail(new On("insert", "things") { Nth = 2 }, 91, "told to", [ErrorLabel.TransientTransaction]);
        await Database.GetCollection<BsonDocument>("others").InsertOneAsync(Doc("{ _id: 1 }"));
        await Things.InsertOneAsync(Doc("{ _id: 1 }"));
        var error = await Assert.ThrowsAsync<MongoNodeIsRecoveringException>(() => Things.InsertOneAsync(Doc("{ _id: 2 }")));
        Assert.Equal((91, "told to"), (error.Code, error.Result["errmsg"].AsString));
        Assert.True(error.HasErrorLabel(ErrorLabel.TransientTransaction));
        await Things.InsertOneAsync(Doc("{ _id: 3 }"));
        Assert.Equal([1, 3], (await Things.Find(Everything).ToListAsync()).Select(d => d["_id"].AsInt32));
    }

    [Fact]
    public async Task Fail_repeats_until_it_is_disposed()
    {
        using (var fault = Server.Faults.Fail(new On { Repeats = true, Where = c => c.Document.Contains("filter") }, 8))
        {
            for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<MongoCommandException>(() => Things.Find(Everything).ToListAsync());
            Assert.Equal(3, fault.Times);
        }

        Assert.Empty(await Things.Find(Everything).ToListAsync());
    }

    [Fact]
    public async Task Fail_in_a_transaction_aborts_it()
    {
        using var session = await Client.StartSessionAsync();
        session.StartTransaction();
        await Things.InsertOneAsync(session, Doc("{ _id: 1 }"));
        using var fault = Server.Faults.Fail(new On("find"), 24);
        var error = await Assert.ThrowsAsync<MongoCommandException>(() => Things.Find(session, Everything).ToListAsync());
        Assert.True(error.HasErrorLabel(ErrorLabel.TransientTransaction)); // what a server adds to such a code
        Assert.Equal(251, (await Assert.ThrowsAsync<MongoCommandException>(() => session.CommitTransactionAsync())).Code);
    }

    [Fact]
    public async Task Stall_holds_a_command_before_or_after_it_is_executed()
    {
        using (var before = Server.Faults.StallBefore(new On("insert")))
        {
            var insert = Things.InsertOneAsync(Doc("{ _id: 1 }"));
            await before.Reached.WaitAsync(Limit);
            Assert.Empty(await Things.Find(Everything).ToListAsync());
            before.Release();
            await insert.WaitAsync(Limit);
        }

        using var after = Server.Faults.StallAfter(new On("insert"));
        var second = Things.InsertOneAsync(Doc("{ _id: 2 }"));
        await after.Reached.WaitAsync(Limit);
        await Infrastructure.Wait.UntilAsync(async () => await Things.CountDocumentsAsync(Everything) == 2, "the insert is executed");
        Assert.False(second.IsCompleted);
        after.Release();
        await second.WaitAsync(Limit);
    }

    [Fact]
    public async Task StepDown_aborts_transactions_and_the_driver_goes_on_with_the_next_primary()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1, n: 0 }"));
        using var session = await Client.StartSessionAsync();
        session.StartTransaction();
        await Things.UpdateOneAsync(session, Doc("{ _id: 1 }"), Doc("{ $inc: { n: 1 } }"));
        var away = Server.StepDownForAsync(TimeSpan.FromMilliseconds(300));
        var error = await Assert.ThrowsAnyAsync<MongoException>(() => Things.Find(session, Everything).ToListAsync());
        Assert.True(error.HasErrorLabel(ErrorLabel.TransientTransaction));
        await session.AbortTransactionAsync();
        await Things.UpdateOneAsync(Doc("{ _id: 1 }"), Doc("{ $inc: { n: 10 } }")); // waits for the primary
        await away;
        Assert.Equal(10, (await Things.Find(Everything).SingleAsync())["n"]);
    }

    [Fact]
    public async Task StepDown_between_write_and_commit_lets_the_commit_fail()
    {
        using var session = await Client.StartSessionAsync();
        session.StartTransaction();
        await Things.InsertOneAsync(session, Doc("{ _id: 1 }"));
        Server.StepDown();
        Server.StepUp();
        var error = await Assert.ThrowsAsync<MongoCommandException>(() => session.CommitTransactionAsync());
        Assert.Equal((251, true), (error.Code, error.HasErrorLabel(ErrorLabel.TransientTransaction)));
        Assert.Empty(await Things.Find(Everything).ToListAsync());
    }

    [Fact]
    public async Task StepDown_commands_are_told_that_there_is_no_primary()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1 }"));
        Server.StepDown();
        var direct = Connect("direct", s => (s.DirectConnection, s.ReplicaSetName, s.RetryWrites, s.RetryReads) = (true, null, false, false));
        var error = await Assert.ThrowsAsync<MongoNotPrimaryException>(() => ThingsOf(direct).InsertOneAsync(Doc("{ _id: 2 }")));
        Assert.Equal(10107, error.Code);
        await Assert.ThrowsAsync<MongoNotPrimaryException>(() => ThingsOf(direct).Find(Everything).ToListAsync());
        Assert.False((await direct.GetDatabase("admin").RunCommandAsync<BsonDocument>(Doc("{ hello: 1 }")))["isWritablePrimary"].AsBoolean);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Killed_client_does_nothing_more_from_its_nth_command_on(bool isExecuted, int expected)
    {
        var doomed = ThingsOf(Connect("doomed"));
        await doomed.InsertOneAsync(Doc("{ _id: 0 }"));
        using var death = Server.Faults.KillClient("doomed", at: 2, isExecuted);
        await doomed.InsertOneAsync(Doc("{ _id: 1 }"));
        await Assert.ThrowsAsync<MongoCommandException>(() => doomed.InsertOneAsync(Doc("{ _id: 2 }")));
        await Assert.ThrowsAsync<MongoCommandException>(() => doomed.InsertOneAsync(Doc("{ _id: 3 }")));
        await Assert.ThrowsAsync<MongoCommandException>(() => doomed.Find(Everything).ToListAsync());
        Assert.Equal(("insert", true, 2), (death.Last?.Name, death.IsDead, death.Commands));
        Assert.Equal(expected, await Things.CountDocumentsAsync(Doc("{ _id: { $gt: 0 } }"))); // the other client works
        death.Dispose();
        await doomed.InsertOneAsync(Doc("{ _id: 4 }"));
    }

    [Fact]
    public async Task Killed_client_leaves_its_transaction_open_until_it_expires()
    {
        var doomed = Connect("doomed");
        using var death = Server.Faults.KillClient("doomed", at: 2);
        using (var session = await doomed.StartSessionAsync())
        {
            session.StartTransaction();
            await ThingsOf(doomed).InsertOneAsync(session, Doc("{ _id: 1 }"));
            await Assert.ThrowsAsync<MongoCommandException>(() => session.CommitTransactionAsync());
        }

        using var waiting = Server.Faults.StallBefore(new On("insert"));
        var other = Things.InsertOneAsync(Doc("{ _id: 1, by: 'other' }"));
        await waiting.Reached.WaitAsync(Limit);
        waiting.Release();
        Assert.Empty(await Things.Find(Everything).ToListAsync());
        Assert.False(other.IsCompleted);
        Server.ExpireTransactions("somebody");
        Assert.False(other.IsCompleted);
        Server.ExpireTransactions("doomed");
        await other.WaitAsync(Limit);
    }

    [Fact]
    public async Task Killed_client_may_find_its_connections_closed_instead()
    {
        var doomed = ThingsOf(Connect("doomed", s => s.ServerSelectionTimeout = TimeSpan.FromMilliseconds(200)));
        await doomed.InsertOneAsync(Doc("{ _id: 1 }"));
        using var death = Server.Faults.KillClient("doomed", closesConnections: true);
        var error = await Record.ExceptionAsync(() => doomed.InsertOneAsync(Doc("{ _id: 2 }")));
        Assert.True(error is TimeoutException or MongoConnectionException, $"{error}");
        await Things.InsertOneAsync(Doc("{ _id: 3 }"));
        Assert.Equal([1, 3], (await Things.Find(Everything).ToListAsync()).Select(d => d["_id"].AsInt32));
    }

    [Fact]
    public async Task Observer_sees_every_command_in_order()
    {
        var seen = Seen();
        using var session = await Client.StartSessionAsync();
        session.StartTransaction();
        await Things.InsertOneAsync(session, Doc("{ _id: 1 }"));
        await session.CommitTransactionAsync();
        await Things.DeleteOneAsync(Doc("{ _id: 1 }"));
        Assert.Equal(
            [("insert", "things", true, "test"), ("commitTransaction", null, true, "test"), ("delete", "things", false, "test")],
            seen.Select(s => (s.Name, s.Collection, s.IsInTransaction, s.Client)));
    }

    private static BsonDocument Session() => new("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard));

    /// <summary>Past the driver's sessions.</summary>
    private async Task<BsonDocument> RunRawAsync(BsonDocument command)
    {
        using var raw = await RawConnection.OpenAsync(Server);
        var reply = await raw.RunAsync(command.DeepClone().AsBsonDocument.Add("$db", DatabaseName));
        if (reply["ok"].ToBoolean()) return reply;
        throw new MongoCommandException(RawConnection.Id, reply["errmsg"].AsString, command, reply);
    }
}
