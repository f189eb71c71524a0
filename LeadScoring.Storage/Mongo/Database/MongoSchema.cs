using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo.Leads;
using LeadScoring.Storage.Rules;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>Creates the collections, the indexes and the first rules. Several processes may do it at once.</summary>
internal static class MongoSchema
{
    private const int NamespaceExists = 48;

    private static readonly string[] WithoutIndexes =
    [
        "stripes", LeadNumbers.Collection, "counts", "score_blocks", "score_counts", "tombstones", "failures", "imports", "import_rejects",
        "replay_differences", "rule_revisions", "event_rollups", "rollup_changes",
    ];

    /// <summary>In their order, before any other work; append only.</summary>
    public static IReadOnlyList<MongoUpgrade> Upgrades { get; } =
    [
        new("leadKeys2", (session, after) => new LeadKeyRewrite(new LeadKeyRows(session.Documents.Leads)).Next(after)),
        new("rollups", RollupBackfill.Next, RollupBackfill.Deleted),
    ];

    /// <summary>What folds read of events, so that they read the index alone.</summary>
    public static BsonDocument EventsByLead { get; } = Bson.Keys(("l", 1), ("t", 1), ("_id", 1), ("y", 1));

    public static BsonDocument LeadsByNumber { get; } = Bson.Keys(("no", 1));

    /// <summary>Before any transaction: creating them in one would conflict with all others.</summary>
    public static void Create(IMongoDatabase database)
    {
        foreach (var name in WithoutIndexes) Create(database, name);
        Index(database, "events", EventsByLead);
        Index(database, "leads", LeadsByNumber, new() { Unique = true });
        Index(database, "leads", Bson.Keys(("emailKey", 1)), new() { Unique = true });
        Index(database, "leads", Bson.Keys(("score", -1), ("tie", 1), ("no", 1)));
        Index(database, "leads", Bson.Keys(("nameKey", 1), ("no", 1)));
        Index(database, "leads", Bson.Keys(("lastTs", -1), ("no", 1)));
        Index(database, "leads", Bson.Keys(("createdAt", -1), ("no", 1)));
        Index(database, "lead_changes", Bson.Keys(("at", 1), ("_id", 1)), Open());
        Index(database, "deleted_leads", Bson.Keys(("no", 1)));
        Index(database, "deleted_leads", Bson.Keys(("open", 1)), Open());
        Index(database, "rule_versions", Bson.Keys(("type", 1), ("version", -1)), new() { Unique = true });
        Index(database, "rule_versions", Bson.Keys(("revision", 1)));
        Index(database, "jobs", Bson.Keys(("kind", 1), ("_id", 1)));
        Index(database, "jobs", Bson.Keys(("open", 1), ("kind", 1), ("_id", 1)), Open());
    }

    /// <summary>In a transaction, so that no process sees a part. Of a database that exists it completes the rules, when they lack some.</summary>
    /// <returns>Whether the database is new.</returns>
    public static bool Seed(MongoSession session, long now)
    {
        if (session.Documents.Revisions.Get(0L) is not null)
        {
            InitialRules.AddLoggedActivities(session.Rules, now);
            return false;
        }

        for (var stripe = 0; stripe < LeadStripe.Count; stripe++) session.Documents.Stripes.Insert(StripeRows.New(stripe));
        session.Documents.Counters.Insert(LeadNumbers.First);
        foreach (var upgrade in Upgrades) session.Documents.Counters.Insert(upgrade.Done);
        InitialRules.Add(session.Rules, now);
        return true;
    }

    private static CreateIndexOptions<BsonDocument> Open() => new() { PartialFilterExpression = new BsonDocument("open", true) };

    private static void Create(IMongoDatabase database, string name)
    {
        try
        {
            database.CreateCollection(name);
        }
        catch (MongoCommandException e) when (e.Code == NamespaceExists)
        {
            // Another process has created it, or an earlier run.
        }
    }

    private static void Index(IMongoDatabase database, string name, BsonDocument keys, CreateIndexOptions<BsonDocument>? options = null) =>
        database.GetCollection<BsonDocument>(name).Indexes.CreateOne(
            new CreateIndexModel<BsonDocument>(keys, options ?? new CreateIndexOptions<BsonDocument>()));
}
