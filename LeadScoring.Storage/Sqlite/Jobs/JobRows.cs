using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Jobs;

/// <summary>Reads and writes <c>rescore_jobs</c>, which holds background jobs of every kind, and <c>replay_differences</c>.</summary>
internal sealed class JobRows(SqlSession session) : IJobRows
{
    private const string Columns =
        "SELECT id, kind, revision, reason, since, state, total, done, changed, differences, created_at, completed_at FROM rescore_jobs";

    private const string ById = Columns + " WHERE id = $id";
    private const string OldestOpen = Columns + " WHERE completed_at IS NULL ORDER BY kind, id LIMIT 1";
    private const string OldestOpenOfKind = Columns + " WHERE completed_at IS NULL AND kind = $kind ORDER BY id LIMIT 1";
    private const string NewestFirst = Columns + " WHERE kind = $kind ORDER BY id DESC LIMIT $limit";

    public BackgroundJob Add(NewJob job, long now)
    {
        session.Use("""
            INSERT INTO rescore_jobs(revision, reason, since, state, total, done, changed, created_at, cursor, kind, event_type, version, restores)
            VALUES ($revision, $reason, $since, 'pending', $total, 0, 0, $now, 0, $kind, $type, $version, $restores)
            """)
            .Bind("revision", job.Revision).Bind("reason", job.Reason).Bind("since", job.SinceMs).Bind("total", job.Total).Bind("now", now)
            .Bind("kind", (int)job.Kind).Bind("type", job.Cause?.EventType).Bind("version", (long?)job.Cause?.Version)
            .Bind("restores", (long?)job.Cause?.Restores).Run();
        return Find(session.LastInsertId)!;
    }

    public BackgroundJob? Find(long id) => One(session.Use(ById).Bind("id", id));

    public BackgroundJob? Next() => One(session.Use(OldestOpen));

    public BackgroundJob? Next(JobKind kind) => One(session.Use(OldestOpenOfKind).Bind("kind", (int)kind));

    public List<BackgroundJob> Newest(JobKind kind, int limit)
    {
        using var rows = session.Use(NewestFirst).Bind("kind", (int)kind).Bind("limit", limit);
        var jobs = new List<BackgroundJob>();
        while (rows.Read()) jobs.Add(Map(rows));
        return jobs;
    }

    public List<OpenRescore> OpenRescores()
    {
        using var rows = session.Use("SELECT id, revision, since, cursor FROM rescore_jobs WHERE completed_at IS NULL AND kind = $kind ORDER BY id")
            .Bind("kind", (int)JobKind.Rescore);
        var jobs = new List<OpenRescore>();
        while (rows.Read()) jobs.Add(new(rows.Int64("id"), rows.Int64("revision"), RescorePass.Since(rows.Int64OrNull("since")), rows.Int64("cursor")));
        return jobs;
    }

    public long Cursor(long id) => session.Use("SELECT cursor FROM rescore_jobs WHERE id = $id").Bind("id", id).Scalar() ?? long.MaxValue;

    public JobCause? Cause(long id)
    {
        using var row = session.Use("SELECT event_type, version, restores FROM rescore_jobs WHERE id = $id AND event_type IS NOT NULL")
            .Bind("id", id);
        return row.Read() ? new(row.Text("event_type"), row.Int32("version"), row.Int32("restores")) : null;
    }

    public void Advance(long id, long? cursor, int leads, long now) =>
        session.Use("""
            UPDATE rescore_jobs SET done = done + $leads, cursor = ifnull($cursor, cursor),
                state = iif($cursor IS NULL, 'completed', 'running'), completed_at = iif($cursor IS NULL, $now, NULL)
            WHERE id = $id AND completed_at IS NULL AND ($cursor IS NULL OR $cursor > cursor)
            """).Bind("leads", leads).Bind("cursor", cursor).Bind("now", now).Bind("id", id).Run();

    public void Changed(long id, int stripe, int leads) =>
        session.Use("UPDATE rescore_jobs SET changed = changed + $leads WHERE id = $id").Bind("leads", leads).Bind("id", id).Run();

    public void Cancel(long id, long now) =>
        session.Use("UPDATE rescore_jobs SET state = 'cancelled', completed_at = $now WHERE id = $id AND completed_at IS NULL")
            .Bind("now", now).Bind("id", id).Run();

    public void AddDifferences(long id, IReadOnlyList<LeadDifference> differences, int maxStored)
    {
        var known = session.Use("SELECT differences FROM rescore_jobs WHERE id = $id").Bind("id", id).Scalar() ?? 0;
        session.Use("UPDATE rescore_jobs SET differences = differences + 1 WHERE id = $id").Bind("id", id).Run();
        if (known >= maxStored) return;
        foreach (var (leadId, what, stored, expected) in differences)
        {
            session.Use("INSERT INTO replay_differences(job, lead_id, what, stored, expected) VALUES ($job, $lead, $what, $stored, $expected)")
                .Bind("job", id).Bind("lead", leadId).Bind("what", what).Bind("stored", stored).Bind("expected", expected).Run();
        }
    }

    public List<LeadDifference> Differences(long id, int limit)
    {
        using var rows = session.Use("SELECT lead_id, what, stored, expected FROM replay_differences WHERE job = $job ORDER BY seq LIMIT $limit")
            .Bind("job", id).Bind("limit", limit);
        var found = new List<LeadDifference>();
        while (rows.Read()) found.Add(new(rows.TextOrNull("lead_id"), rows.Text("what"), rows.Text("stored"), rows.Text("expected")));
        return found;
    }

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
