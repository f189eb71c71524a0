using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Rules;

/// <summary>Reads and writes <c>rule_versions</c> and <c>rule_revisions</c>.</summary>
internal sealed class RuleRows(SqlSession session) : IRuleRows
{
    private const string Columns = """
        SELECT event_type, version, points, active, description, effective_from, published_at, published_by, revision
        FROM rule_versions
        """;

    private const string UpTo = Columns + " WHERE revision <= $revision";
    private const string OfType = Columns + " WHERE event_type = $type ORDER BY version DESC";

    private const string Current = Columns +
        " v WHERE version = (SELECT max(version) FROM rule_versions WHERE event_type = v.event_type) ORDER BY event_type";

    public long Revision() => session.Use("SELECT max(revision) FROM rule_revisions").Scalar()!.Value;

    public ScoreBounds BoundsAt(long revision)
    {
        using var row = session.Use("SELECT min_score, max_score FROM rule_revisions WHERE revision = $revision").Bind("revision", revision);
        return row.Read() ? new(row.Int64("min_score"), row.Int64("max_score")) : throw new InvalidDataException($"Rule revision {revision} is missing.");
    }

    public List<RuleVersion> VersionsAt(long revision) => Read(session.Use(UpTo).Bind("revision", revision));

    public long RevisionAt(long atMs) =>
        session.Use("SELECT max(revision) FROM rule_revisions WHERE created_at <= $at").Bind("at", atMs).Scalar() ?? 0;

    public List<RuleVersion> CurrentOfAll() => Read(session.Use(Current));

    public List<RuleVersion> VersionsOf(string eventType) => Read(session.Use(OfType).Bind("type", eventType));

    public long? EffectiveSince(long revision, long until) =>
        session.Use("""
            SELECT min(ifnull(effective_from, -9223372036854775807 - 1)) FROM rule_versions WHERE revision > $after AND revision <= $until
            """).Bind("after", revision).Bind("until", until).Scalar();

    /// <summary>The transaction holds the write lock, so that no other can commit before it.</summary>
    public void AddRevision(long revision, ScoreBounds bounds, long now) =>
        session.Use("INSERT INTO rule_revisions VALUES ($revision, $min, $max, $now)")
            .Bind("revision", revision).Bind("min", bounds.Min).Bind("max", bounds.Max).Bind("now", now).Run();

    public void Add(RuleVersion rule) =>
        session.Use("""
            INSERT INTO rule_versions VALUES
                ($type, $version, $points, $active, $description, $effective_from, $published_at, $published_by, $revision)
            """)
            .Bind("type", rule.EventType).Bind("version", rule.Version).Bind("points", rule.Points).Bind("active", rule.Active ? 1 : 0)
            .Bind("description", rule.Description).Bind("effective_from", rule.EffectiveFromMs).Bind("published_at", rule.PublishedAtMs)
            .Bind("published_by", rule.PublishedBy).Bind("revision", rule.Revision).Run();

    private static List<RuleVersion> Read(SqlStatement rows)
    {
        using (rows)
        {
            var rules = new List<RuleVersion>();
            while (rows.Read())
            {
                rules.Add(new(
                    rows.Text("event_type"), rows.Int32("version"), rows.Int32("points"), rows.Int64("active") != 0, rows.Text("description"),
                    rows.Int64OrNull("effective_from"), rows.Int64("published_at"), rows.TextOrNull("published_by"), rows.Int64("revision")));
            }

            return rules;
        }
    }
}
