using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Leads;
using LeadScoring.Storage.Rules;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Rules;

/// <summary>
/// One revision of the rules: its bounds, the versions that it published and its rescore job, in one document, so that publishing is one
/// write. A replay is such a document without rules. Its number is the revision and the job's id.
/// </summary>
/// <param name="Number">1 more than the one before; 0 for the rules that every store starts with.</param>
/// <param name="Kind">Null for number 0, which has no job.</param>
/// <param name="Bounds">Null for a replay.</param>
/// <param name="Cancels">The number of the rescore that this rollback cancels, or null.</param>
internal sealed record RevisionDocument(
    long Number, JobKind? Kind, ScoreBounds? Bounds, IReadOnlyList<RuleVersion> Versions, long CreatedAtMs, JobCause? Cause, long? Cancels)
{
    public static BsonDocument First(long now, ScoreBounds bounds, IReadOnlyList<RuleVersion> seed) => New(0, bounds, seed, now);

    public static BsonDocument New(long number, ScoreBounds bounds, IReadOnlyList<RuleVersion> versions, long now) => new()
    {
        { "_id", number },
        { "createdAt", now },
        { "bounds", new BsonArray { bounds.Min, bounds.Max } },
        { "versions", new BsonArray(versions.Select(ToDocument)) },
    };

    public static BsonDocument Job(JobKind kind, long revision, string reason, long? sinceMs, long total) => new()
    {
        { "kind", (int)kind },
        { "revision", revision },
        { "reason", reason },
        { "since", Bson.OrNull(sinceMs) },
        { "state", "pending" },
        { "total", total },
        { "done", 0L },
        { "changed", 0L },
        { "completedAt", BsonNull.Value },
        { "cursor", "" },
    };

    public static BsonDocument ToDocument(JobCause cause) => new() { { "type", cause.EventType }, { "version", cause.Version }, { "restores", cause.Restores } };

    public static RevisionDocument Of(BsonDocument document)
    {
        var number = document.Int64("_id");
        ScoreBounds? bounds = document.TryGetValue("bounds", out var b) ? new(b[0].ToInt64(), b[1].ToInt64()) : null;
        var versions = bounds is null ? [] : document["versions"].AsBsonArray.Select(v => Version(v.AsBsonDocument, number)).ToList();
        var cause = document.TryGetValue("cause", out var c) ? new JobCause(c["type"].AsString, c["version"].ToInt32(), c["restores"].ToInt32()) : null;
        return new(
            number, (JobKind?)document.Int64OrNull("kind"), bounds, versions, document.Int64("createdAt"), cause, document.Int64OrNull("cancels"));
    }

    public static BackgroundJob ToJob(BsonDocument document, long differences)
    {
        var (state, total) = (document.Text("state"), document.Int64("total"));
        return new(
            document.Int64("_id"), (JobKind)document.Int32("kind"), document.Int64("revision"), document.Text("reason"), document.Int64OrNull("since"), state,
            total, JobProgress.Done(state, document.Int64("done"), total), document.Int64("changed"), differences,
            document.Int64("createdAt"), document.Int64OrNull("completedAt"));
    }

    private static BsonDocument ToDocument(RuleVersion rule) => new()
    {
        { "type", rule.EventType },
        { "version", rule.Version },
        { "points", rule.Points },
        { "active", rule.Active },
        { "description", rule.Description },
        { "from", Bson.OrNull(rule.EffectiveFromMs) },
        { "publishedAt", rule.PublishedAtMs },
        { "publishedBy", Bson.OrNull(rule.PublishedBy) },
    };

    private static RuleVersion Version(BsonDocument rule, long revision) => new(
        rule.Text("type"), rule.Int32("version"), rule.Int32("points"), rule["active"].AsBoolean, rule.Text("description"),
        rule.Int64OrNull("from"), rule.Int64("publishedAt"), rule.TextOrNull("publishedBy"), revision);
}

/// <summary>Adds documents to the log of revisions. The process that inserts the next number has published; the others try again on top of it.</summary>
internal static class Publishing
{
    private const int MaxTries = 50;

    /// <summary>Publishes versions with a new revision and its rescore job.</summary>
    /// <param name="data">The collections.</param>
    /// <param name="plan">What to publish at a revision, given the rules read so far; null: nothing.</param>
    /// <param name="cancels">The rescore that this cancels, or null.</param>
    /// <param name="ct">Stops waiting.</param>
    public static async Task<PublishedRule?> AddAsync(MongoData data, Func<long, Publication?> plan, long? cancels, CancellationToken ct)
    {
        Publication? publication = null;
        var job = await NextAsync(
            data,
            async number =>
            {
                if ((publication = plan(number)) is null) return null;
                var bounds = data.Rules.Known[^1].Bounds!.Value;
                var document = RevisionDocument.New(number, bounds, publication.Versions, publication.Versions[0].PublishedAtMs)
                    .AddRange(RevisionDocument.Job(JobKind.Rescore, number, publication.Reason, publication.SinceMs, await CountAsync(data, publication.SinceMs, ct)));
                document.Add("cause", RevisionDocument.ToDocument(publication.Cause));
                if (cancels is { } cancelled) document.Add("cancels", cancelled);
                return document;
            },
            ct);
        return job is null ? null : new(publication!.Versions[^1], job);
    }

    public static Task<PublishedRule?> RollbackAsync(
        MongoData data, string eventType, int version, int? expectedVersion, long? cancels, CancellationToken ct) =>
        AddAsync(data, revision => Publication.Rollback(eventType, version, expectedVersion, data.Rules.VersionsOf(eventType), revision, data.Now), cancels, ct);

    public static Task<BackgroundJob?> BoundsAsync(MongoData data, ScoreBounds bounds, CancellationToken ct) => NextAsync(
        data,
        async number => data.Rules.Known[^1].Bounds == bounds
            ? null
            : RevisionDocument.New(number, bounds, [], data.Now).AddRange(RevisionDocument.Job(
                JobKind.Rescore, number, string.Create(CultureInfo.InvariantCulture, $"score bounds {bounds.Min} to {bounds.Max}"), null, await CountAsync(data, null, ct))),
        ct);

    public static async Task<BackgroundJob> ReplayAsync(MongoData data, CancellationToken ct) => (await NextAsync(
        data,
        async number =>
        {
            var total = await data.Leads.CountDocumentsAsync(Bson.In("deletedAt", [BsonNull.Value]), cancellationToken: ct);
            return new BsonDocument { { "_id", number }, { "createdAt", data.Now } }
                .AddRange(RevisionDocument.Job(JobKind.Replay, data.Rules.Known[^1].Number, "replay", null, total));
        },
        ct))!;

    private static async Task<BackgroundJob?> NextAsync(MongoData data, Func<long, Task<BsonDocument?>> make, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            await data.Rules.ReadAsync(ct);
            if (await make(data.Rules.Last + 1) is not { } document) return null;
            if ((await data.InsertAsync(data.Jobs, [document], ct)).Count == 0) return RevisionDocument.ToJob(document, 0);
        }

        throw new StoreUnavailableException("MongoDB: others publish too fast.");
    }

    private static Task<long> CountAsync(MongoData data, long? sinceMs, CancellationToken ct) =>
        data.Leads.CountDocumentsAsync(LeadWalk.Since(sinceMs), cancellationToken: ct);
}
