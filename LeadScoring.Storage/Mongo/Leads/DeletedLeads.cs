using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>
/// Deletion in two steps. One write empties the lead's document, and with it all that anybody can read; the document itself stays,
/// so that nothing in flight can bring the lead back. Its events and blocks follow some at a time. The claims of its eventIds,
/// which are hashes, stay for ever.
/// </summary>
internal static class DeletedLeads
{
    private const int MaxTries = 100;

    private static readonly string[] Emptied =
    [
        "name", "email", "company", "status", "metadata", "createdAt", "updatedAt", "profile", "score", "events", "lastTs", "lastId",
        "tailEvents", "tailTs", "tailId", "tail", "levels", "topBlocks", "revision", "generation", "shape", "rescored",
    ];

    /// <summary>The change to announce; null when there is no such lead.</summary>
    public static async Task<LeadChange?> DeleteAsync(MongoData data, string leadId, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if (await LeadDocuments.LiveAsync(data, leadId, ct) is not { } lead) return null;
            var now = data.Now;
            var set = new BsonDocument { { "deletedAt", now }, { "version", lead.Version + 1 }, { "purge", true } };
            if (!await LeadWrites.TryAsync(data, LeadWrites.Replace(lead, set, Emptied), ct)) continue;
            await new EmailClaims(data).ReleaseAsync(lead.Document.Text("emailKey"), leadId, ct);
            return new LeadChange(leadId, lead.StoredScore, 0, lead.Version + 1, null, null, now, now);
        }

        throw new StoreUnavailableException("MongoDB: the lead changes too fast.");
    }

    /// <summary>Removes up to so many documents of deleted leads; false when none is left.</summary>
    public static async Task<bool> PurgeAsync(MongoData data, int limit, CancellationToken ct)
    {
        if (await data.Leads.Find(new BsonDocument("purge", true)).FirstOrDefaultAsync(ct) is not { } document) return false;
        var lead = LeadDocuments.Of(document);
        if (await RemoveSomeAsync(data, data.Events, lead.Id, limit, ct) == limit || await RemoveSomeAsync(data, data.Blocks, lead.Id, limit, ct) == limit) return true;
        if (lead.Document.TextOrNull("emailKey") is { } email) await new EmailClaims(data).ReleaseAsync(email, lead.Id, ct);
        await LeadWrites.TryAsync(data, LeadWrites.Replace(lead, [], ["purge", "emailKey", "commit"]), ct);
        return true;
    }

    private static async Task<int> RemoveSomeAsync(MongoData data, IMongoCollection<BsonDocument> from, string leadId, int limit, CancellationToken ct)
    {
        var all = new BsonDocument { { "l", leadId }, { "_id", Keys.All(leadId) } }; // blocks have no other index than that of their ids
        var some = await from.Find(all).Project<BsonDocument>(Bson.Only("_id")).Limit(limit).ToListAsync(ct);
        if (some.Count > 0) await data.DeleteAsync(from, Bson.In("_id", some.Select(d => d["_id"])).AddRange(new BsonDocument("l", leadId)), ct);
        return some.Count;
    }
}
