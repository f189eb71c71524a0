using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.AppHost.Servers;

/// <summary>
/// Healthy when the only node of a replica set takes writes. A new server has no replica set yet: the first check makes it one, which the image's own
/// scripts cannot do, since they run before the server is part of one.
/// </summary>
/// <param name="address">The server's connection string, once it is known.</param>
/// <param name="replicaSet">The replica set's name.</param>
internal sealed class ReplicaSetHealthCheck(Func<string?> address, string replicaSet) : IHealthCheck, IDisposable
{
    private const int AlreadyInitialized = 23;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private IMongoClient? _client;

    public ReplicaSetHealthCheck(IMongoClient client, string replicaSet) : this(() => null, replicaSet) => _client = client;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (Client() is not { } client) return HealthCheckResult.Unhealthy("MongoDB has no address yet.");
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            return await CheckAsync(client.GetDatabase("admin"), limit.Token);
        }
        catch (Exception e) when (e is MongoException or TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy("MongoDB does not answer.", e);
        }
    }

    public void Dispose() => _client?.Dispose();

    private async Task<HealthCheckResult> CheckAsync(IMongoDatabase admin, CancellationToken ct)
    {
        var hello = await admin.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: ct);
        if (hello.GetValue("isWritablePrimary", false).ToBoolean()) return HealthCheckResult.Healthy();
        if (hello.Contains("setName")) return HealthCheckResult.Unhealthy("The replica set has no primary yet.");
        await InitiateAsync(admin, ct);
        return HealthCheckResult.Unhealthy("The replica set was just initiated.");
    }

    private async Task InitiateAsync(IMongoDatabase admin, CancellationToken ct)
    {
        var members = new BsonArray { new BsonDocument { { "_id", 0 }, { "host", "localhost:27017" } } };
        try
        {
            await admin.RunCommandAsync<BsonDocument>(
                new BsonDocument("replSetInitiate", new BsonDocument { { "_id", replicaSet }, { "members", members } }), cancellationToken: ct);
        }
        catch (MongoCommandException e) when (e.Code == AlreadyInitialized)
        {
            // Another check, or an earlier start, was first.
        }
    }

    private IMongoClient? Client()
    {
        if (_client is not null || address() is not { } known) return _client;
        var settings = MongoClientSettings.FromConnectionString(known);
        (settings.ServerSelectionTimeout, settings.ConnectTimeout) = (Limit, Limit);
        return _client = new MongoClient(settings);
    }
}
