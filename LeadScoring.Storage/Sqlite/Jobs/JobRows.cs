using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Jobs;

internal static class JobRows
{
    private const string Columns =
        "SELECT id, kind, revision, reason, since, state, total, done, changed, differences, created_at, completed_at FROM rescore_jobs";

    private const string ById = Columns + " WHERE id = ?1";
    private const string OldestOpen = Columns + " WHERE completed_at IS NULL ORDER BY kind, id LIMIT 1";
    private const string OpenOfKind = Columns + " WHERE completed_at IS NULL AND kind = ?1 ORDER BY id LIMIT 1";
    private const string NewestFirst = Columns + " WHERE kind = ?1 ORDER BY id DESC LIMIT ?2";

    public static BackgroundJob Add(SqlSession session, long revision, string reason, long? sinceMs, long now, JobCause? cause = null)
    {
        // Leads without events have the lowest time there is.
        var total = session.Use("SELECT count(*) FROM lead_scores WHERE last_ts >= ?1").Bind(Since(sinceMs)).Scalar()!.Value;
        session.Use("""
            INSERT INTO rescore_jobs(revision, reason, since, state, total, done, changed, created_at, cursor, kind, event_type, version, restores)
            VALUES (?1, ?2, ?3, 'pending', ?4, 0, 0, ?5, 0, 0, ?6, ?7, ?8)
            """).Bind(revision).Bind(reason).Bind(sinceMs).Bind(total).Bind(now)
            .Bind(cause?.EventType).Bind((long?)cause?.Version).Bind((long?)cause?.Restores).Run();
        return Find(session, session.LastInsertId)!;
    }

    /// <summary>The replay under way, or a new one.</summary>
    public static BackgroundJob Replay(SqlSession session, long now)
    {
        if (One(session.Use(OpenOfKind).Bind((int)JobKind.Replay)) is { } open) return open;
        session.Use("""
            INSERT INTO rescore_jobs(revision, reason, since, state, total, done, changed, created_at, cursor, kind)
            VALUES (?1, 'replay', NULL, 'pending', ?2, 0, 0, ?3, 0, 1)
            """).Bind(RuleRows.Revision(session)).Bind(Counters.Read(session, Counters.Leads)).Bind(now).Run();
        return Find(session, session.LastInsertId)!;
    }

    public static long Since(long? sinceMs) => Math.Max(sinceMs ?? long.MinValue, long.MinValue + 1);

    /// <summary>The rescores that are not completed, oldest first.</summary>
    public static List<(long Id, long Revision, long SinceMs)> Open(SqlSession session)
    {
        using var rows = session.Use("SELECT id, revision, since FROM rescore_jobs WHERE completed_at IS NULL AND kind = ?1 ORDER BY id").Bind((int)JobKind.Rescore);
        var jobs = new List<(long, long, long)>();
        while (rows.Read()) jobs.Add((rows.Int64(0), rows.Int64(1), Since(rows.Int64OrNull(2))));
        return jobs;
    }

    public static BackgroundJob? Next(SqlSession session) => One(session.Use(OldestOpen));

    public static BackgroundJob? Find(SqlSession session, long id) => One(session.Use(ById).Bind(id));

    /// <summary>The number of the last lead that is done with.</summary>
    public static long Cursor(SqlSession session, long id) =>
        session.Use("SELECT cursor FROM rescore_jobs WHERE id = ?1").Bind(id).Scalar() ?? long.MaxValue;

    public static JobCause? Cause(SqlSession session, long id)
    {
        using var row = session.Use("SELECT event_type, version, restores FROM rescore_jobs WHERE id = ?1 AND event_type IS NOT NULL").Bind(id);
        return row.Read() ? new(row.Text(0), row.Int32(1), row.Int32(2)) : null;
    }

    public static List<BackgroundJob> Newest(SqlSession session, JobKind kind, int limit)
    {
        using var rows = session.Use(NewestFirst).Bind((int)kind).Bind(limit);
        var jobs = new List<BackgroundJob>();
        while (rows.Read()) jobs.Add(Map(rows));
        return jobs;
    }

    /// <summary>Moves on to <paramref name="cursor"/>, or completes; does nothing the second time.</summary>
    public static void Advance(SqlSession session, long id, long? cursor, int leads, long now) =>
        session.Use("""
            UPDATE rescore_jobs SET done = done + ?2, cursor = ifnull(?3, cursor),
                state = iif(?3 IS NULL, 'completed', 'running'), completed_at = iif(?3 IS NULL, ?4, NULL)
            WHERE id = ?1 AND completed_at IS NULL AND (?3 IS NULL OR ?3 > cursor)
            """).Bind(id).Bind(leads).Bind(cursor).Bind(now).Run();

    /// <summary>In the transaction that changes the leads: so none is counted twice or not at all after a crash.</summary>
    public static void Changed(SqlSession session, long id, int leads)
    {
        if (leads > 0) session.Use("UPDATE rescore_jobs SET changed = changed + ?2 WHERE id = ?1").Bind(id).Bind(leads).Run();
    }

    public static void Cancel(SqlSession session, long id, long now) =>
        session.Use("UPDATE rescore_jobs SET state = 'cancelled', completed_at = ?2 WHERE id = ?1 AND completed_at IS NULL").Bind(id).Bind(now).Run();

    private static BackgroundJob? One(SqlStatement rows)
    {
        using (rows) return rows.Read() ? Map(rows) : null;
    }

    /// <summary>Leads that come and go while it runs move nothing: progress is in leads as they were counted at the beginning.</summary>
    private static BackgroundJob Map(SqlStatement row)
    {
        var (state, total) = (row.Text(5), row.Int64(6));
        return new(
            row.Int64(0), (JobKind)row.Int32(1), row.Int64(2), row.Text(3), row.Int64OrNull(4), state,
            total, state == "completed" ? total : Math.Min(row.Int64(7), total), row.Int64(8), row.Int64(9), row.Int64(10), row.Int64OrNull(11));
    }
}
