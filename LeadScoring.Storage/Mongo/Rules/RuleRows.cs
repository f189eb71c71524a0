using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Rules;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Rules;

/// <summary>Reads and writes <c>rule_versions</c> and <c>rule_revisions</c>.</summary>
internal sealed class RuleRows(SessionDocuments documents, StripeRows stripes) : IRuleRows
{
    private static readonly BsonDocument NewestFirst = Bson.Keys(("version", -1));

    public long Revision() => stripes.Revision;

    public ScoreBounds BoundsAt(long revision) => documents.Revisions.Get(revision) is { } found
        ? new(found.Int64("min"), found.Int64("max"))
        : throw new InvalidDataException($"Rule revision {revision} is missing.");

    public List<RuleVersion> VersionsAt(long revision) =>
        [.. documents.Versions.Find(new("revision", new BsonDocument("$lte", revision))).Select(Version)];

    public long RevisionAt(long atMs) =>
        documents.Revisions.First(new("createdAt", new BsonDocument("$lte", atMs)), Bson.Keys(("_id", -1)))?.Int64("_id") ?? 0;

    public List<RuleVersion> CurrentOfAll() =>
        [.. documents.Versions.Find(Bson.All, Bson.Keys(("type", 1), ("version", -1))).Select(Version).DistinctBy(rule => rule.EventType)];

    public List<RuleVersion> VersionsOf(string eventType) => [.. documents.Versions.Find(new("type", eventType), NewestFirst).Select(Version)];

    public long? EffectiveSince(long revision, long until)
    {
        var published = new BsonDocument("revision", new BsonDocument { { "$gt", revision }, { "$lte", until } });
        return documents.Versions.Find(published).Select(Version).Min(rule => (long?)(rule.EffectiveFromMs ?? long.MinValue));
    }

    public void AddRevision(long revision, ScoreBounds bounds, long now)
    {
        stripes.Publish(revision);
        documents.Revisions.Insert(new() { { "_id", revision }, { "min", bounds.Min }, { "max", bounds.Max }, { "createdAt", now } });
    }

    public void Add(RuleVersion rule) => documents.Versions.Insert(new()
    {
        { "_id", new BsonDocument { { "type", rule.EventType }, { "version", rule.Version } } },
        { "type", rule.EventType },
        { "version", rule.Version },
        { "points", rule.Points },
        { "active", rule.Active },
        { "description", rule.Description },
        { "from", Bson.OrNull(rule.EffectiveFromMs) },
        { "publishedAt", rule.PublishedAtMs },
        { "publishedBy", Bson.OrNull(rule.PublishedBy) },
        { "revision", rule.Revision },
    });

    private static RuleVersion Version(BsonDocument rule) => new(
        rule.Text("type"), rule.Int32("version"), rule.Int32("points"), rule.Is("active"), rule.Text("description"),
        rule.Int64OrNull("from"), rule.Int64("publishedAt"), rule.TextOrNull("publishedBy"), rule.Int64("revision"));
}
