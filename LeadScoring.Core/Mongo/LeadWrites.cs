using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

/// <summary>Writes of a lead's document: every one of them only if the lead is as it was read, and with a new stamp.</summary>
internal static class LeadWrites
{
    /// <param name="lead">As it was read.</param>
    /// <param name="set">Fields with their new values; the stamp is added when it is not among them.</param>
    /// <param name="remove">Fields to take away.</param>
    public static UpdateOneModel<BsonDocument> Replace(MongoLead lead, BsonDocument set, IEnumerable<string>? remove = null)
    {
        if (!set.Contains("stamp")) set.Add("stamp", LeadDocuments.NextStamp());
        var update = new BsonDocument { { "$set", set }, { "$currentDate", new BsonDocument("changed", true) } };
        if (remove is not null) update.Add("$unset", new BsonDocument(remove.Select(field => new BsonElement(field, ""))));
        return new(new BsonDocument { { "_id", lead.Id }, { "stamp", lead.Stamp } }, update);
    }

    /// <summary>False when the lead is not as it was read any more.</summary>
    public static async Task<bool> TryAsync(MongoData data, UpdateOneModel<BsonDocument> update, CancellationToken ct) =>
        (await data.BulkAsync(data.Leads, [update], ct)).Result.MatchedCount == 1;
}
