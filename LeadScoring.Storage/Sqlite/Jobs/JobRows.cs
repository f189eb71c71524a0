using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Jobs;

/// <summary>Reads and writes <c>rescore_jobs</c>, which holds background jobs of every kind.</summary>
internal static class JobRows
{
    private const string Columns =
        "SELECT id, kind, revision, reason, since, state, total, done, changed, differences, created_at, completed_at FROM rescore_jobs";

    private const string ById = Columns + " WHERE id = $id";
    private const string OldestOpen = Columns + " WHERE completed_at IS NULL ORDER BY kind, id LIMIT 1";
    private const string OldestOpenOfKind = Columns + " WHERE completed_at IS NULL AND kind = $kind ORDER BY id LIMIT 1";
    private const string NewestFirst = Columns + " WHERE kind = $kind ORDER BY id DESC LIMIT $limit";

    public static BackgroundJob Add(SqlSession session, long revision, string reason, long? sinceMs, long now, JobCause? cause = null)
    {
        // Leads without events have the lowest last_ts.
        var total = session.Use("SELECT count(*) FROM lead_scores WHERE last_ts >= $since").Bind("since", Since(sinceMs)).Scalar()!.Value;
        session.Use("""
            INSERT INTO rescore_jobs(revision, reason, since, state, total, done, changed, created_at, cursor, kind, event_type, version, restores)
            VALUES ($revision, $reason, $since, 'pending', $total, 0, 0, $now, 0, 0, $type, $version, $restores)
            """)
            .Bind("revision", revision).Bind("reason", reason).Bind("since", sinceMs).Bind("total", total).Bind("now", now)
            .Bind("type", cause?.EventType).Bind("version", (long?)cause?.Version).Bind("restores", (long?)cause?.Restores).Run();
        return Find(session, session.LastInsertId)!;
    }

    /// <summary>The open replay, or a new one.</summary>
    public static BackgroundJob StartReplay(SqlSession session, long now)
    {
        if (One(session.Use(OldestOpenOfKind).Bind("kind", (int)JobKind.Replay)) is { } open) return open;
        session.Use("""
            INSERT INTO rescore_jobs(revision, reason, since, state, total, done, changed, created_at, cursor, kind)
            VALUES ($revision, 'replay', NULL, 'pending', $total, 0, 0, $now, 0, 1)
            """)
            .Bind("revision", RuleRows.Revision(session)).Bind("total", Counters.Read(session, Counters.Leads)).Bind("now", now).Run();
        return Find(session, session.LastInsertId)!;
    }

    /// <summary>The lowest <c>last_ts</c> of the leads that a job is about: any event, when no time is given.</summary>
    public static long Since(long? sinceMs) => Math.Max(sinceMs ?? long.MinValue, long.MinValue + 1);

    /// <summary>The open rescores, oldest first.</summary>
    public static List<OpenRescore> Open(SqlSession session)
    {
        using var rows = session.Use("SELECT id, revision, since, cursor FROM rescore_jobs WHERE completed_at IS NULL AND kind = $kind ORDER BY id")
            .Bind("kind", (int)JobKind.Rescore);
        var jobs = new List<OpenRescore>();
        while (rows.Read())
        {
            var cursor = rows.Int64("cursor").ToString(CultureInfo.InvariantCulture);
            jobs.Add(new(rows.Int64("id"), rows.Int64("revision"), Since(rows.Int64OrNull("since")), cursor));
        }

        return jobs;
    }

    public static BackgroundJob? Next(SqlSession session) => One(session.Use(OldestOpen));

    public static BackgroundJob? Find(SqlSession session, long id) => One(session.Use(ById).Bind("id", id));

    /// <summary>The number of the last lead that the job has passed.</summary>
    public static long Cursor(SqlSession session, long id) =>
        session.Use("SELECT cursor FROM rescore_jobs WHERE id = $id").Bind("id", id).Scalar() ?? long.MaxValue;

    public static JobCause? Cause(SqlSession session, long id)
    {
        using var row = session.Use("SELECT event_type, version, restores FROM rescore_jobs WHERE id = $id AND event_type IS NOT NULL")
            .Bind("id", id);
        return row.Read() ? new(row.Text("event_type"), row.Int32("version"), row.Int32("restores")) : null;
    }

    public static List<BackgroundJob> Newest(SqlSession session, JobKind kind, int limit)
    {
        using var rows = session.Use(NewestFirst).Bind("kind", (int)kind).Bind("limit", limit);
        var jobs = new List<BackgroundJob>();
        while (rows.Read()) jobs.Add(Map(rows));
        return jobs;
    }

    /// <summary>Moves on to <paramref name="cursor"/>, or completes; does nothing the second time.</summary>
    public static void Advance(SqlSession session, long id, long? cursor, int leads, long now) =>
        session.Use("""
            UPDATE rescore_jobs SET done = done + $leads, cursor = ifnull($cursor, cursor),
                state = iif($cursor IS NULL, 'completed', 'running'), completed_at = iif($cursor IS NULL, $now, NULL)
            WHERE id = $id AND completed_at IS NULL AND ($cursor IS NULL OR $cursor > cursor)
            """).Bind("leads", leads).Bind("cursor", cursor).Bind("now", now).Bind("id", id).Run();

    /// <summary>Counts leads with another score, in the transaction that changes them: a crash loses none and counts none twice.</summary>
    public static void Changed(SqlSession session, long id, int leads)
    {
        if (leads > 0) session.Use("UPDATE rescore_jobs SET changed = changed + $leads WHERE id = $id").Bind("leads", leads).Bind("id", id).Run();
    }

    public static void Cancel(SqlSession session, long id, long now) =>
        session.Use("UPDATE rescore_jobs SET state = 'cancelled', completed_at = $now WHERE id = $id AND completed_at IS NULL")
            .Bind("now", now).Bind("id", id).Run();

    private static BackgroundJob? One(SqlStatement rows)
    {
        using (rows) return rows.Read() ? Map(rows) : null;
    }

    private static BackgroundJob Map(SqlStatement row)
    {
        var (state, total) = (row.Text("state"), row.Int64("total"));
        return new(
            row.Int64("id"), (JobKind)row.Int32("kind"), row.Int64("revision"), row.Text("reason"), row.Int64OrNull("since"), state,
            total, JobProgress.Done(state, row.Int64("done"), total), row.Int64("changed"), row.Int64("differences"),
            row.Int64("created_at"), row.Int64OrNull("completed_at"));
    }
}
