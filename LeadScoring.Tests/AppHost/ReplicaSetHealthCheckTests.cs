using System.Net;
using LeadScoring.AppHost.Servers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Connections;
using MongoDB.Driver.Core.Servers;
using NSubstitute;

namespace LeadScoring.Tests.AppHost;

public sealed class ReplicaSetHealthCheckTests
{
    private readonly IMongoDatabase _admin = Substitute.For<IMongoDatabase>();
    private readonly List<BsonDocument> _commands = [];

    [Fact]
    public async Task ReplicaSetHealthCheck_a_primary_is_healthy()
    {
        Answers(new() { { "isWritablePrimary", true }, { "setName", "rs0" } });
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
        Assert.Equal("hello", Assert.Single(_commands).GetElement(0).Name);
    }

    [Fact]
    public async Task ReplicaSetHealthCheck_a_new_server_is_made_a_replica_set_of_itself()
    {
        Answers(new() { { "isWritablePrimary", false } });
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync()).Status);
        Assert.Equal(
            BsonDocument.Parse("""{ replSetInitiate: { _id: "rs0", members: [{ _id: 0, host: "localhost:27017" }] } }"""), Assert.IsType<BsonDocument>(_commands[1]));
    }

    [Fact]
    public async Task ReplicaSetHealthCheck_a_replica_set_that_elects_is_waited_for_and_not_initiated_again()
    {
        Answers(new() { { "isWritablePrimary", false }, { "setName", "rs0" } });
        Assert.Equal("The replica set has no primary yet.", (await CheckAsync()).Description);
        Assert.Single(_commands);
    }

    [Fact]
    public async Task ReplicaSetHealthCheck_initiated_by_another_is_no_failure()
    {
        var connection = new ConnectionId(new ServerId(new ClusterId(), new IPEndPoint(IPAddress.Loopback, 27017)));
        Answers(new(), new MongoCommandException(connection, "already initialized", new BsonDocument(), new BsonDocument("code", 23)));
        Assert.Equal("The replica set was just initiated.", (await CheckAsync()).Description);
    }

    [Fact]
    public async Task ReplicaSetHealthCheck_no_answer_is_unhealthy_and_says_so()
    {
        Answers(new(), new MongoException("boom"));
        Assert.Equal("MongoDB does not answer.", (await CheckAsync()).Description);
        using var addressless = new ReplicaSetHealthCheck(() => null, "rs0");
        Assert.Equal("MongoDB has no address yet.", (await addressless.CheckHealthAsync(new())).Description);
    }

    private void Answers(BsonDocument hello, Exception? initiate = null) => _admin
        .RunCommandAsync(Arg.Any<Command<BsonDocument>>(), Arg.Any<ReadPreference>(), Arg.Any<CancellationToken>())
        .Returns(call =>
        {
            var command = ((BsonDocumentCommand<BsonDocument>)call[0]).Document;
            _commands.Add(command);
            if (command.Contains("hello")) return hello;
            return initiate is null ? new BsonDocument("ok", 1) : throw initiate;
        });

    private async Task<HealthCheckResult> CheckAsync()
    {
        var client = Substitute.For<IMongoClient>();
        client.GetDatabase("admin").Returns(_admin);
        using var check = new ReplicaSetHealthCheck(client, "rs0");
        return await check.CheckHealthAsync(new());
    }
}
