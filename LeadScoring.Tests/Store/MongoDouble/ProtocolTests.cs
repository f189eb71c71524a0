using System.Numerics;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>The wire protocol by its documentation, and loud refusals of what the double does not know.</summary>
public sealed class ProtocolTests : DoubleTest
{
    [Fact]
    public async Task OpQuery_hello_is_answered_by_OpReply()
    {
        using var raw = await RawConnection.OpenAsync(Server);
        byte[] body = [.. RawConnection.Int32(4), .. RawConnection.CString("admin.$cmd"), .. RawConnection.Int32(0), .. RawConnection.Int32(-1), .. Doc("{ isMaster: 1, helloOk: true }").ToBson()];
        await raw.SendAsync(RawConnection.OpQuery, body);
        var (operation, reply) = await raw.ReceiveAsync() ?? default;
        Assert.Equal(RawConnection.OpReply, operation);
        Assert.Equal((0, 0L, 0, 1), (BitConverter.ToInt32(reply, 0), BitConverter.ToInt64(reply, 4), BitConverter.ToInt32(reply, 12), BitConverter.ToInt32(reply, 16)));
        var hello = BsonSerializer.Deserialize<BsonDocument>(reply[20..]);
        Assert.True(hello["ismaster"].AsBoolean && hello["helloOk"].AsBoolean);
        Assert.Equal(("rs0", 30), (hello["setName"].AsString, hello["logicalSessionTimeoutMinutes"].AsInt32));
        Assert.Equal(hello["primary"], hello["hosts"].AsBsonArray.Single());
        Assert.Equal(hello["me"], hello["primary"]);
        Assert.False(hello.Contains("compression"));
        Assert.False(hello.Contains("topologyVersion"));
    }

    [Fact]
    public async Task OpQuery_of_anything_else_is_refused()
    {
        using var raw = await RawConnection.OpenAsync(Server);
        byte[] body = [.. RawConnection.Int32(0), .. RawConnection.CString("test.things"), .. RawConnection.Int32(0), .. RawConnection.Int32(0), .. Doc("{ a: 1 }").ToBson()];
        await raw.SendAsync(RawConnection.OpQuery, body);
        var (_, reply) = await raw.ReceiveAsync() ?? default;
        Assert.Equal(352, BsonSerializer.Deserialize<BsonDocument>(reply[20..])["code"]);
    }

    [Fact]
    public async Task OpMsg_sequences_are_fields_of_the_command()
    {
        using var raw = await RawConnection.OpenAsync(Server);
        var reply = await raw.RunAsync(
            Doc("{ insert: 'things', $db: 'test', ordered: false }"), RawConnection.Sequence("documents", Doc("{ _id: 1 }"), Doc("{ _id: 1 }"), Doc("{ _id: 2 }")));
        Assert.Equal((1.0, 2), (reply["ok"].AsDouble, reply["n"].AsInt32));
        Assert.Equal(1, reply["writeErrors"].AsBsonArray.Single()["index"]);
        Assert.Equal(2, await Things.CountDocumentsAsync(Doc("{}")));
    }

    [Fact]
    public async Task OpMsg_answers_tell_cluster_time_and_operation_time()
    {
        using var raw = await RawConnection.OpenAsync(Server);
        var first = await raw.RunAsync(Doc("{ insert: 'things', documents: [{}], $db: 'test' }"));
        var second = await raw.RunAsync(Doc("{ insert: 'things', documents: [{}], $db: 'test' }"));
        Assert.True(second["operationTime"].AsBsonTimestamp > first["operationTime"].AsBsonTimestamp);
        Assert.Equal(second["operationTime"], second["$clusterTime"]["clusterTime"]);
        Assert.Equal(20, second["$clusterTime"]["signature"]["hash"].AsByteArray.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OpMsg_a_checksum_is_checked(bool isRight)
    {
        using var raw = await RawConnection.OpenAsync(Server);
        await raw.SendAsync(RawConnection.OpMsg, [.. RawConnection.Int32(1), 0, .. Doc("{ ping: 1, $db: 'admin' }").ToBson(), 0, 0, 0, 0], message =>
        {
            var crc = uint.MaxValue;
            foreach (var one in message.AsSpan(0, message.Length - 4)) crc = BitOperations.Crc32C(crc, one);
            BitConverter.GetBytes(isRight ? ~crc : crc).CopyTo(message, message.Length - 4);
            return message;
        });
        Assert.Equal(isRight, await raw.ReceiveAsync() is not null);
    }

    [Fact]
    public async Task Compression_and_unknown_operations_close_the_connection()
    {
        foreach (var operation in new[] { RawConnection.OpCompressed, 2002 })
        {
            using var raw = await RawConnection.OpenAsync(Server);
            await raw.SendAsync(operation, RawConnection.Int32(0));
            Assert.Null(await raw.ReceiveAsync());
            Assert.Contains($"{operation}", Server.Refusals[^1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{ mapReduce: 'things' }", 59, "mapReduce")]
    [InlineData("{ find: 'things', collation: {} }", 40415, "collation")]
    [InlineData("{ find: 'things', tailable: true }", 9, "tailable")]
    [InlineData("{ find: 'things', filter: { a: { $where: 1 } } }", 2, "$where")]
    [InlineData("{ find: 'things', projection: { a: { $slice: 1 } } }", 31325, "$slice")]
    [InlineData("{ find: 'things', sort: { a: { $meta: 'x' } } }", 2, "$meta")]
    [InlineData("{ find: 'things', readConcern: { level: 'odd' } }", 9, "odd")]
    [InlineData("{ aggregate: 'things', cursor: {}, pipeline: [{ $lookup: {} }] }", 40324, "$lookup")]
    [InlineData("{ aggregate: 'things', cursor: {}, pipeline: [{ $group: { _id: 1, a: { $push: '$b' } } }] }", 15952, "$push")]
    [InlineData("{ aggregate: 'things', cursor: {}, pipeline: [{ $group: { _id: { $add: [1, 2] } } }] }", 168, "$add")]
    [InlineData("{ aggregate: 'things', pipeline: [] }", 9, "cursor")]
    [InlineData("{ insert: 'things', documents: [{}], writeConcern: { w: 0 } }", 9, "w: 0")]
    [InlineData("{ insert: 'things', documents: [{}], writeConcern: { w: 3 } }", 100, "w: 3")]
    [InlineData("{ insert: 'things', documents: [{}], apiVersion: '1' }", 40415, "apiVersion")]
    [InlineData("{ update: 'things', updates: [{ q: {}, u: { $set: { a: 1 } }, arrayFilters: [] }] }", 40415, "arrayFilters")]
    [InlineData("{ delete: 'things', deletes: [{ q: {}, limit: 1, collation: {} }] }", 40415, "collation")]
    [InlineData("{ findAndModify: 'things', query: {}, update: {}, let: {} }", 40415, "let")]
    [InlineData("{ create: 'things', capped: true }", 40415, "capped")]
    [InlineData("{ commitTransaction: 1 }", 125, "commitTransaction")]
    [InlineData("{ getMore: { $numberLong: '7' }, collection: 'things' }", 43, "7")]
    [InlineData("{ find: 'things', limit: 'x' }", 14, "limit")]
    [InlineData("{ insert: 'things', documents: 1 }", 14, "documents")]
    [InlineData("{ replSetInitiate: {} }", 23, "already initialized")]
    public async Task Command_is_refused_with_a_code_and_by_name(string command, int code, string name)
    {
        using var raw = await RawConnection.OpenAsync(Server);
        var reply = await raw.RunAsync(Doc(command).Add("$db", "test"));
        Assert.Equal((0.0, code), (reply["ok"].AsDouble, reply["code"].AsInt32));
        Assert.Contains(name, reply["errmsg"].AsString, StringComparison.Ordinal);
        Assert.Equal(1.0, (await raw.RunAsync(Doc("{ ping: 1, $db: 'admin' }")))["ok"]); // and the connection is still good
    }

    [Fact]
    public async Task Refusals_are_noted_for_tests_that_want_none()
    {
        await Things.InsertOneAsync(Doc("{ _id: 1 }"));
        Assert.Empty(Server.Refusals);
        await Assert.ThrowsAsync<MongoCommandException>(() => Things.Find(Doc("{ a: /x/ }")).ToListAsync());
        Assert.Contains("regular expression", Assert.Single(Server.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unacknowledged_writes_close_the_connection_since_nothing_may_be_answered()
    {
        await Things.WithWriteConcern(WriteConcern.Unacknowledged).InsertOneAsync(Doc("{ _id: 1 }"));
        await Infrastructure.Wait.UntilAsync(() => Task.FromResult(Server.Refusals.Count == 1), "it is noted");
        Assert.Contains("w: 0", Server.Refusals[0], StringComparison.Ordinal);
        Assert.Empty(await Things.Find(Doc("{}")).ToListAsync());
    }

    [Fact]
    public async Task Databases_of_many_tests_do_not_meet_on_one_double()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            var own = Client.GetDatabase($"db{number}");
            await own.GetCollection<BsonDocument>("things").InsertManyAsync(Enumerable.Range(0, 50).Select(i => new BsonDocument("_id", i)));
            Assert.Equal(50, await own.GetCollection<BsonDocument>("things").CountDocumentsAsync(Doc("{}")));
            await Client.DropDatabaseAsync($"db{number}");
        }));
        Assert.Empty(await (await Client.ListDatabaseNamesAsync()).ToListAsync());
    }
}
