using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Jobs;

namespace LeadScoring.Storage.Sqlite.Rules;

internal static class RuleRows
{
    private const string Columns = """
        SELECT event_type, version, points, active, description, effective_from, published_at, published_by, revision
        FROM rule_versions
        """;

    private const string UpTo = Columns + " WHERE revision <= ?1";
    private const string OfType = Columns + " WHERE event_type = ?1 ORDER BY version DESC";

    private const string Current = Columns +
        " v WHERE version = (SELECT max(version) FROM rule_versions WHERE event_type = v.event_type) ORDER BY event_type";

    public static long Revision(SqlSession session) => session.Use("SELECT max(revision) FROM rule_revisions").Scalar()!.Value;

    public static ScoreBounds BoundsAt(SqlSession session, long revision)
    {
        using var row = session.Use("SELECT min_score, max_score FROM rule_revisions WHERE revision = ?1").Bind(revision);
        return row.Read() ? new(row.Int64(0), row.Int64(1)) : throw new InvalidDataException($"Rule revision {revision} is missing.");
    }

    public static RuleTimeline TimelineAt(SqlSession session, long revision) =>
        new(revision, BoundsAt(session, revision), VersionsAt(session, revision));

    public static List<RuleVersion> VersionsAt(SqlSession session, long revision) => Read(session.Use(UpTo).Bind(revision));

    /// <summary>The revision that was the newest at a time; the first one before there was any.</summary>
    public static long RevisionAt(SqlSession session, long atMs) =>
        session.Use("SELECT max(revision) FROM rule_revisions WHERE created_at <= ?1").Bind(atMs).Scalar() ?? 0;

    public static List<RuleVersion> CurrentOfAll(SqlSession session) => Read(session.Use(Current));

    public static List<RuleVersion> VersionsOf(SqlSession session, string eventType) => Read(session.Use(OfType).Bind(eventType));

    /// <summary>The earliest event time whose points differ between two revisions; null when none does.</summary>
    public static long? ChangedSince(SqlSession session, long revision, long until)
    {
        if (BoundsAt(session, revision) != BoundsAt(session, until)) return long.MinValue;
        return session.Use("""
            SELECT min(ifnull(effective_from, -9223372036854775807 - 1)) FROM rule_versions WHERE revision > ?1 AND revision <= ?2
            """).Bind(revision).Bind(until).Scalar();
    }

    public static void AddRevision(SqlSession session, long revision, ScoreBounds bounds, long now) =>
        session.Use("INSERT INTO rule_revisions VALUES (?1, ?2, ?3, ?4)")
            .Bind(revision).Bind(bounds.Min).Bind(bounds.Max).Bind(now).Run();

    public static void Add(SqlSession session, RuleVersion rule) =>
        session.Use("INSERT INTO rule_versions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
            .Bind(rule.EventType).Bind(rule.Version).Bind(rule.Points).Bind(rule.Active ? 1 : 0).Bind(rule.Description)
            .Bind(rule.EffectiveFromMs).Bind(rule.PublishedAtMs).Bind(rule.PublishedBy).Bind(rule.Revision).Run();

    private static List<RuleVersion> Read(SqlStatement rows)
    {
        using (rows)
        {
            var rules = new List<RuleVersion>();
            while (rows.Read())
            {
                rules.Add(new(
                    rows.Text(0), rows.Int32(1), rows.Int32(2), rows.Int64(3) != 0, rows.Text(4),
                    rows.Int64OrNull(5), rows.Int64(6), rows.TextOrNull(7), rows.Int64(8)));
            }

            return rules;
        }
    }
}

/// <summary>Publishing and rolling back, inside the one transaction that makes versions, a revision and a job of it.</summary>
internal static class RulePublishing
{
    public static PublishedRule Publish(SqlSession session, RuleDraft draft, long now) => Add(
        session, Publication.Of(draft, RuleRows.VersionsOf(session, draft.EventType), RuleRows.Revision(session) + 1, now), now);

    public static PublishedRule? Rollback(SqlSession session, string eventType, int target, int? expectedVersion, long now)
    {
        var versions = RuleRows.VersionsOf(session, eventType);
        return Publication.Rollback(eventType, target, expectedVersion, versions, RuleRows.Revision(session) + 1, now) is { } publication
            ? Add(session, publication, now)
            : null;
    }

    private static PublishedRule Add(SqlSession session, Publication publication, long now)
    {
        var current = RuleRows.Revision(session);
        RuleRows.AddRevision(session, current + 1, RuleRows.BoundsAt(session, current), now);
        foreach (var version in publication.Versions) RuleRows.Add(session, version);
        var job = JobRows.Add(session, current + 1, publication.Reason, publication.SinceMs, now, publication.Cause);
        return new(publication.Versions[^1], job);
    }
}
