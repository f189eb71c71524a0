using LeadScoring.Core.Storage;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

internal sealed class MongoStoreInfo(MongoData data) : IStoreInfo
{
    public bool SharedWriters => true;

    public Task PingAsync(CancellationToken ct) =>
        data.RunAsync(() => data.Database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: ct), ct);
}
