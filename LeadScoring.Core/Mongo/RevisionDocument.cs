using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage.Adapters;
using MongoDB.Bson;

namespace LeadScoring.Core.Mongo;

/// <summary>
/// One revision of the rules: its bounds, the versions that it published and the rescore that it causes, in one document, so
/// that publishing is one write. A replay is one, too, without the rules. Its number is the revision and the job's id.
/// </summary>
/// <param name="Number">1 more than the one before; 0 for the rules that every store starts with.</param>
/// <param name="Kind">Null for number 0, which has no job.</param>
/// <param name="Bounds">Null for a replay.</param>
/// <param name="Cancels">The number of the rescore that this publishing takes back, or null.</param>
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

    /// <summary>Leads that come and go while it runs move nothing: progress is in leads as they were counted at the beginning.</summary>
    public static RescoreJob ToJob(BsonDocument document, long differences)
    {
        var (state, total) = (document.Text("state"), document.Int64("total"));
        return new(
            document.Int64("_id"), (JobKind)document.Int32("kind"), document.Int64("revision"), document.Text("reason"), document.Int64OrNull("since"), state,
            total, state == "completed" ? total : Math.Min(document.Int64("done"), total), document.Int64("changed"), differences,
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
