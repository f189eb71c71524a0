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
    [InlineData(175, true)]
    [InlineData(11601, true)]
    [InlineData(10107, true)]
    [InlineData(2, false)]
    [InlineData(11000, false)]
    public void A_failed_command_is_transient_by_its_code(int code, bool passes) => Assert.Equal(passes, MongoErrors.IsTransient(Failed(code)));

    [Theory]
    [InlineData("RetryableWriteError")]
    [InlineData("SystemOverloadedError")]
    public void A_command_that_the_server_labels_as_retryable_is_transient(string label)
    {
        var failed = Failed(2);
        failed.AddErrorLabel(label);
        Assert.True(MongoErrors.IsTransient(failed));
    }

    [Theory]
    [InlineData(true, 10107)]
    [InlineData(true, 11000, 10107)]
    [InlineData(false, 2)]
    [InlineData(false, 10107, 2)]
    public void Several_failed_writes_are_transient_when_all_but_duplicate_keys_are(bool passes, params int[] codes) => Assert.Equal(passes, MongoErrors.IsTransient(
        new MongoBulkWriteException<BsonDocument>(
            Connection, new BulkWriteResult<BsonDocument>.Acknowledged(codes.Length, 0, 0, 0, 0, [], []), codes.Select(Error).ToList(), null, [])));

    private static MongoCommandException Failed(int code) => new(Connection, "failed", [], new BsonDocument { { "ok", 0 }, { "code", code } });

    private static BulkWriteError Error(int code) => (BulkWriteError)Activator.CreateInstance(
        typeof(BulkWriteError), BindingFlags.Instance | BindingFlags.NonPublic, null,
        [0, code == 11000 ? ServerErrorCategory.DuplicateKey : ServerErrorCategory.Uncategorized, code, "failed", new BsonDocument()], null)!;
}
