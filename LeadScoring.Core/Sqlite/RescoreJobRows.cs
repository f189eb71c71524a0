using LeadScoring.Core.Jobs;

namespace LeadScoring.Core.Sqlite;

internal static class RescoreJobRows
{
    private const string Columns =
        "SELECT id, revision, reason, since, state, total, done, changed, created_at, completed_at, cursor FROM rescore_jobs";

    private const string ById = Columns + " WHERE id = ?1";
    private const string OldestOpen = Columns + " WHERE completed_at IS NULL ORDER BY id LIMIT 1";
    private const string NewestFirst = Columns + " ORDER BY id DESC LIMIT ?1";

    public static RescoreJob Add(SqlSession session, long revision, string reason, long? sinceMs, long now)
    {
        // Leads without events have the lowest time there is.
        var total = session.Use("SELECT count(*) FROM lead_scores WHERE last_ts >= ?1").Bind(Since(sinceMs)).Scalar()!.Value;
        session.Use("""
            INSERT INTO rescore_jobs(revision, reason, since, state, total, done, changed, created_at, cursor)
            VALUES (?1, ?2, ?3, 'pending', ?4, 0, 0, ?5, 0)
            """).Bind(revision).Bind(reason).Bind(sinceMs).Bind(total).Bind(now).Run();
        return Find(session, session.LastInsertId)!;
    }

    public static long Since(long? sinceMs) => Math.Max(sinceMs ?? long.MinValue, long.MinValue + 1);

    public static RescoreJob? Next(SqlSession session) => One(session.Use(OldestOpen));

    public static RescoreJob? Find(SqlSession session, long id) => One(session.Use(ById).Bind(id));

    /// <summary>The number of the last lead that is done with.</summary>
    public static long Cursor(SqlSession session, long id) =>
        session.Use("SELECT cursor FROM rescore_jobs WHERE id = ?1").Bind(id).Scalar() ?? long.MaxValue;

    public static List<RescoreJob> Newest(SqlSession session, int limit)
    {
        using var rows = session.Use(NewestFirst).Bind(limit);
        var jobs = new List<RescoreJob>();
        while (rows.Read()) jobs.Add(Map(rows));
        return jobs;
    }

    /// <summary>Moves on to <paramref name="cursor"/>, or completes; does nothing the second time.</summary>
    public static void Advance(SqlSession session, long id, long? cursor, int leads, int changed, long now) =>
        session.Use("""
            UPDATE rescore_jobs SET done = done + ?2, changed = changed + ?3, cursor = ifnull(?4, cursor),
                state = iif(?4 IS NULL, 'completed', 'running'), completed_at = iif(?4 IS NULL, ?5, NULL)
            WHERE id = ?1 AND completed_at IS NULL AND (?4 IS NULL OR ?4 > cursor)
            """).Bind(id).Bind(leads).Bind(changed).Bind(cursor).Bind(now).Run();

    private static RescoreJob? One(SqlStatement rows)
    {
        using (rows) return rows.Read() ? Map(rows) : null;
    }

    private static RescoreJob Map(SqlStatement row) => new(
        row.Int64(0), row.Int64(1), row.Text(2), row.Int64OrNull(3), row.Text(4),
        row.Int64(5), row.Int64(6), row.Int64(7), row.Int64(8), row.Int64OrNull(9));
}
