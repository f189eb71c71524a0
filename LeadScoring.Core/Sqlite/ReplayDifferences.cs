using LeadScoring.Core.Jobs;

namespace LeadScoring.Core.Sqlite;

/// <summary>What replays found, written in the transaction that mends it. All are counted, the first ones kept.</summary>
internal static class ReplayDifferences
{
    public const int Kept = 1000;

    public static void Add(SqlSession session, long job, List<LeadDifference> differences)
    {
        var known = session.Use("SELECT differences FROM rescore_jobs WHERE id = ?1").Bind(job).Scalar() ?? 0;
        session.Use("UPDATE rescore_jobs SET differences = differences + 1 WHERE id = ?1").Bind(job).Run();
        if (known >= Kept) return;
        foreach (var (leadId, what, stored, expected) in differences)
        {
            session.Use("INSERT INTO replay_differences(job, lead_id, what, stored, expected) VALUES (?1, ?2, ?3, ?4, ?5)")
                .Bind(job).Bind(leadId).Bind(what).Bind(stored).Bind(expected).Run();
        }
    }

    public static List<LeadDifference> First(SqlSession session, long job, int limit)
    {
        using var rows = session.Use("SELECT lead_id, what, stored, expected FROM replay_differences WHERE job = ?1 ORDER BY seq LIMIT ?2")
            .Bind(job).Bind(limit);
        var found = new List<LeadDifference>();
        while (rows.Read()) found.Add(new(rows.TextOrNull(0), rows.Text(1), rows.Text(2), rows.Text(3)));
        return found;
    }
}
