using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Rules;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>Creates the indexes and the first revision. Idempotent; several processes may do it at once.</summary>
internal static class MongoSchema
{
    public static async Task PrepareAsync(MongoData data, CancellationToken ct)
    {
        await IndexAsync(data.Events, ct, ("l", 1), ("t", 1), ("_id", 1));
        await IndexAsync(data.Leads, ct, ("no", 1));
        await IndexAsync(data.Leads, ct, ("lastTs", 1));
        await IndexAsync(data.Leads, ct, ("changed", 1));
        await SparseAsync(data.Leads, "purge", ct);
        await SparseAsync(data.Events, "i", ct);
        await SparseAsync(data.Failures, "importId", ct);
        await data.InsertAsync(data.Jobs, [RevisionDocument.First(data.Now, ScoreBounds.Default, SeedRules.At(data.Now))], ct);
    }

    private static Task<string> IndexAsync(IMongoCollection<BsonDocument> on, CancellationToken ct, params (string Field, int Order)[] keys) =>
        CreateAsync(on, new BsonDocument(keys.Select(k => new BsonElement(k.Field, k.Order))), new(), ct);

    private static Task<string> SparseAsync(IMongoCollection<BsonDocument> on, string field, CancellationToken ct) =>
        CreateAsync(on, new BsonDocument(field, 1), new() { Sparse = true }, ct);

    private static Task<string> CreateAsync(IMongoCollection<BsonDocument> on, BsonDocument keys, CreateIndexOptions options, CancellationToken ct) =>
        on.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(keys, options), cancellationToken: ct);
}
