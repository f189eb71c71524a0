using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

/// <summary>Leads in the order of their ids, some at a time.</summary>
internal static class LeadWalk
{
    /// <summary>Leads with an event at or after a time; null: with any. Without events, a lead's newest time is the lowest there is.</summary>
    public static BsonDocument Since(long? sinceMs) =>
        new("lastTs", new BsonDocument("$gte", Math.Max(sinceMs ?? long.MinValue, long.MinValue + 1)));

    public static async Task<List<MongoLead>> NextAsync(MongoData data, BsonDocument filter, string after, int limit, CancellationToken ct)
    {
        var next = filter.DeepClone().AsBsonDocument.AddRange(Bson.Id(new BsonDocument("$gt", after)));
        return [.. (await data.Leads.Find(next).Sort(Bson.Id(1)).Limit(limit).ToListAsync(ct)).Select(LeadDocuments.Of)];
    }
}
