using System.Collections.Concurrent;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Rules;

/// <summary>Reads and writes <c>rule_versions</c> and <c>rule_revisions</c>.</summary>
internal static class RuleRows
{
    private const string Columns = """
        SELECT event_type, version, points, active, description, effective_from, published_at, published_by, revision
        FROM rule_versions
        """;

    private const string UpTo = Columns + " WHERE revision <= $revision";
    private const string OfType = Columns + " WHERE event_type = $type ORDER BY version DESC";

    private const string Current = Columns +
        " v WHERE version = (SELECT max(version) FROM rule_versions WHERE event_type = v.event_type) ORDER BY event_type";

    public static long Revision(SqlSession session) => session.Use("SELECT max(revision) FROM rule_revisions").Scalar()!.Value;

    public static ScoreBounds BoundsAt(SqlSession session, long revision)
    {
        using var row = session.Use("SELECT min_score, max_score FROM rule_revisions WHERE revision = $revision").Bind("revision", revision);
        return row.Read() ? new(row.Int64("min_score"), row.Int64("max_score")) : throw new InvalidDataException($"Rule revision {revision} is missing.");
    }

    public static RuleTimeline TimelineAt(SqlSession session, long revision) =>
        new(revision, BoundsAt(session, revision), VersionsAt(session, revision));

    public static List<RuleVersion> VersionsAt(SqlSession session, long revision) => Read(session.Use(UpTo).Bind("revision", revision));

    /// <summary>The newest revision at a time; 0 for times before the store was created.</summary>
    public static long RevisionAt(SqlSession session, long atMs) =>
        session.Use("SELECT max(revision) FROM rule_revisions WHERE created_at <= $at").Bind("at", atMs).Scalar() ?? 0;

    public static List<RuleVersion> CurrentOfAll(SqlSession session) => Read(session.Use(Current));

    public static List<RuleVersion> VersionsOf(SqlSession session, string eventType) => Read(session.Use(OfType).Bind("type", eventType));

    /// <summary>The earliest event time whose points differ between two revisions; null when none does.</summary>
    public static long? ChangedSince(SqlSession session, long revision, long until)
    {
        if (BoundsAt(session, revision) != BoundsAt(session, until)) return long.MinValue;
        return session.Use("""
            SELECT min(ifnull(effective_from, -9223372036854775807 - 1)) FROM rule_versions WHERE revision > $after AND revision <= $until
            """).Bind("after", revision).Bind("until", until).Scalar();
    }

    public static void AddRevision(SqlSession session, long revision, ScoreBounds bounds, long now) =>
        session.Use("INSERT INTO rule_revisions VALUES ($revision, $min, $max, $now)")
            .Bind("revision", revision).Bind("min", bounds.Min).Bind("max", bounds.Max).Bind("now", now).Run();

    public static void Add(SqlSession session, RuleVersion rule) =>
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

/// <summary>
/// Caches timelines by revision: a revision never changes after its commit. The newest revision is read in the transaction that uses
/// the timeline, so that the next commit sees what another process has published.
/// </summary>
internal sealed class TimelineCache
{
    private const int MaxEntries = 16;

    private readonly ConcurrentDictionary<long, RuleTimeline> _timelines = new();
    private readonly ConcurrentDictionary<(long, long), long?> _changes = new();

    public RuleTimeline Current(SqlSession session) => At(session, RuleRows.Revision(session));

    public RuleTimeline At(SqlSession session, long revision)
    {
        if (_timelines.TryGetValue(revision, out var known)) return known;
        if (_timelines.Count >= MaxEntries) _timelines.Clear();
        return _timelines[revision] = RuleRows.TimelineAt(session, revision);
    }

    /// <summary>True when an event at or before <paramref name="lastMs"/> may be worth something else at the newer revision.</summary>
    public bool Affects(SqlSession session, long revision, long newer, long lastMs)
    {
        if (!_changes.TryGetValue((revision, newer), out var from))
        {
            if (_changes.Count >= MaxEntries) _changes.Clear();
            _changes[(revision, newer)] = from = RuleRows.ChangedSince(session, revision, newer);
        }

        return from <= lastMs;
    }
}
