using System.Net;
using System.Reflection;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Connections;
using MongoDB.Driver.Core.Servers;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Transient errors are retried without limit; any other error counts as an attempt.</summary>
public sealed class MongoErrorTests
{
    private static readonly ConnectionId Connection = new(new ServerId(new ClusterId(), new DnsEndPoint("localhost", 27017)));

    [Theory]
    [InlineData(112, true)]
    [InlineData(175, true)]
    [InlineData(11601, true)]
    [InlineData(10107, true)]
    [InlineData(2, false)]
    [InlineData(11000, false)]
    public void MongoErrors_know_a_failed_command_by_its_code(int code, bool isTransient) => Assert.Equal(isTransient, MongoErrors.IsTransient(Failed(code)));

    [Theory]
    [InlineData("RetryableWriteError")]
    [InlineData("SystemOverloadedError")]
    [InlineData("TransientTransactionError")]
    [InlineData("UnknownTransactionCommitResult")]
    public void MongoErrors_know_a_command_that_the_server_labels_as_retryable(string label)
    {
        var failed = Failed(2);
        failed.AddErrorLabel(label);
        Assert.True(MongoErrors.IsTransient(failed));
    }

    [Theory]
    [InlineData(true, false, 10107)]
    [InlineData(false, true, 11000, 10107)]
    [InlineData(false, false, 2)]
    [InlineData(false, false, 10107, 2)]
    public void MongoErrors_know_several_failed_writes(bool isTransient, bool isDuplicate, params int[] codes)
    {
        var failed = new MongoBulkWriteException<BsonDocument>(
            Connection, new BulkWriteResult<BsonDocument>.Acknowledged(codes.Length, 0, 0, 0, 0, [], []), codes.Select(Error).ToList(), null, []);
        Assert.Equal((isTransient, isDuplicate), (MongoErrors.IsTransient(failed), MongoErrors.IsDuplicateKey(failed)));
    }

    [Fact]
    public void MongoErrors_tell_of_a_server_that_is_no_replica_set_yet() =>
        Assert.Equal(ReplicaSet.Missing, MongoErrors.Describe(new TimeoutException("A timeout occurred … Type : \"ReplicaSetGhost\" …")));

    private static MongoCommandException Failed(int code) => new(Connection, "failed", [], new BsonDocument { { "ok", 0 }, { "code", code } });

    private static BulkWriteError Error(int code) => (BulkWriteError)Activator.CreateInstance(
        typeof(BulkWriteError), BindingFlags.Instance | BindingFlags.NonPublic, null,
        [0, code == 11000 ? ServerErrorCategory.DuplicateKey : ServerErrorCategory.Uncategorized, code, "failed", new BsonDocument()], null)!;
}
