using LeadScoring.Core.Leads;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Leads;

internal static class LeadDocuments
{
    /// <summary>A lead, deleted ones included; null when it never existed.</summary>
    public static async Task<MongoLead?> FindAsync(MongoData data, string id, CancellationToken ct) =>
        await data.Leads.Find(Bson.Id(id)).FirstOrDefaultAsync(ct) is { } document ? Of(document) : null;

    public static async Task<MongoLead?> LiveAsync(MongoData data, string id, CancellationToken ct) =>
        await FindAsync(data, id, ct) is { IsDeleted: false } lead ? lead : null;

    public static async Task<Dictionary<string, MongoLead>> FindAsync(MongoData data, IEnumerable<string> ids, CancellationToken ct)
    {
        var documents = await data.Leads.Find(Bson.In("_id", ids.Distinct(StringComparer.Ordinal))).ToListAsync(ct);
        return documents.Select(Of).ToDictionary(lead => lead.Id, StringComparer.Ordinal);
    }

    public static MongoLead Of(BsonDocument document)
    {
        var isDeleted = document.Contains("deletedAt");
        return new MongoLead
        {
            Id = document.Text("_id"),
            Number = document.Int64OrNull("no") ?? 0,
            Stamp = document.Int64("stamp"),
            Version = document.Int64("version"),
            Revision = document.Int64OrNull("revision") ?? 0,
            Generation = document.Int64OrNull("generation") ?? 0,
            Shape = document.Int64OrNull("shape") ?? 0,
            StoredScore = document.Int64OrNull("score") ?? 0,
            Fold = isDeleted ? new LeadFold() : Fold(document),
            Commit = LastCommit.Of(document),
            IsDeleted = isDeleted,
            Document = document,
        };
    }

    /// <summary>A new lead's document without its id.</summary>
    public static BsonDocument New(long number, LeadDraft draft, long revision, long now)
    {
        var document = Profile(draft, now).AddRange(new BsonDocument
        {
            { "no", number },
            { "createdAt", now },
            { "profile", 1L },
            { "version", 1L },
            { "stamp", NextStamp() },
            { "revision", revision },
            { "generation", 0L },
            { "shape", 0L },
        });
        return document.AddRange(FoldFields(new LeadFold()));
    }

    public static BsonDocument Profile(LeadDraft draft, long now) => new()
    {
        { "name", draft.Name },
        { "email", draft.Email },
        { "emailKey", TextKey.Of(draft.Email) },
        { "company", Bson.OrNull(draft.Company) },
        { "status", (int)draft.Status },
        { "metadata", Bson.OrNull(draft.Metadata) },
        { "updatedAt", now },
    };

    /// <summary>Without events, <c>lastTs</c> is the lowest number, so that such leads come last by newest event.</summary>
    public static BsonDocument FoldFields(LeadFold fold) => new()
    {
        { "score", fold.Score },
        { "events", fold.Events },
        { "lastTs", fold.Last.TimestampMs },
        { "lastId", fold.Last.EventId },
        { "tailEvents", fold.TailEvents },
        { "tailTs", fold.TailFirst.TimestampMs },
        { "tailId", fold.TailFirst.EventId },
        { "tail", new BsonArray { fold.Tail.Add, fold.Tail.Lo, fold.Tail.Hi } },
        { "levels", fold.Levels },
        { "topBlocks", fold.TopBlocks },
    };

    public static long NextStamp() => Random.Shared.NextInt64();

    public static Lead ToLead(BsonDocument lead, long rank)
    {
        var events = lead.Int64("events");
        return new(
            lead.Text("_id"), lead.Text("name"), lead.Text("email"), lead.TextOrNull("company"), (LeadStatus)lead.Int32("status"),
            lead.TextOrNull("metadata"), lead.Int64("score"), rank, events, events == 0 ? null : lead.Int64("lastTs"),
            lead.Int64("createdAt"), lead.Int64("updatedAt"), lead.Int64("version"));
    }

    private static LeadFold Fold(BsonDocument lead)
    {
        var tail = lead["tail"].AsBsonArray;
        return new LeadFold
        {
            Score = lead.Int64("score"),
            Events = lead.Int64("events"),
            Last = new(lead.Int64("lastTs"), lead.Text("lastId")),
            TailEvents = lead.Int32("tailEvents"),
            TailFirst = new(lead.Int64("tailTs"), lead.Text("tailId")),
            Tail = new(tail[0].ToInt64(), tail[1].ToInt64(), tail[2].ToInt64()),
            Levels = lead.Int32("levels"),
            TopBlocks = lead.Int32("topBlocks"),
        };
    }
}

/// <summary>Updates of a lead's document: each only if the stamp is as it was read, and with a new stamp.</summary>
internal static class LeadWrites
{
    /// <param name="lead">The lead as it was read.</param>
    /// <param name="set">New values of fields; a stamp is added when it is missing.</param>
    /// <param name="remove">Fields to remove.</param>
    public static UpdateOneModel<BsonDocument> Replace(MongoLead lead, BsonDocument set, IEnumerable<string>? remove = null)
    {
        if (!set.Contains("stamp")) set.Add("stamp", LeadDocuments.NextStamp());
        var update = new BsonDocument { { "$set", set }, { "$currentDate", new BsonDocument("changed", true) } };
        if (remove is not null) update.Add("$unset", new BsonDocument(remove.Select(field => new BsonElement(field, ""))));
        return new(new BsonDocument { { "_id", lead.Id }, { "stamp", lead.Stamp } }, update);
    }

    /// <summary>False when the lead has changed since it was read.</summary>
    public static async Task<bool> TryAsync(MongoData data, UpdateOneModel<BsonDocument> update, CancellationToken ct) =>
        (await data.BulkAsync(data.Leads, [update], ct)).Result.MatchedCount == 1;
}

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
