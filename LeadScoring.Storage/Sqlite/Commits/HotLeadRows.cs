using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Commits;

internal static class LeadStateRows
{
    private const string Columns = """
        SELECT lead_no, score, events, last_ts, last_id, version, revision,
            tail_events, tail_ts, tail_id, tail_add, tail_lo, tail_hi, levels, top_blocks
        FROM lead_scores
        """;

    private const string ByNumber = Columns + " WHERE lead_no = ?1";

    private const string NextStale = Columns +
        " WHERE lead_no > ?1 AND last_ts >= ?2 AND events > 0 ORDER BY lead_no LIMIT ?3";

    public static LeadState? Find(SqlSession session, string id) =>
        session.Leads.Number(id) is { } number ? Find(session, number) : null;

    public static LeadState? Find(SqlSession session, long number)
    {
        using var row = session.Use(ByNumber).Bind(number);
        return row.Read() ? Map(row) : null;
    }

    /// <summary>All leads, by number.</summary>
    public static List<long> NumbersAfter(SqlSession session, long number, int limit)
    {
        using var rows = session.Use("SELECT lead_no FROM lead_scores WHERE lead_no > ?1 ORDER BY lead_no LIMIT ?2").Bind(number).Bind(limit);
        var numbers = new List<long>(limit);
        while (rows.Read()) numbers.Add(rows.Int64(0));
        return numbers;
    }

    /// <summary>Leads with an event at or after a time, by number.</summary>
    public static List<LeadState> After(SqlSession session, long number, long sinceMs, int limit)
    {
        using var rows = session.Use(NextStale).Bind(number).Bind(sinceMs).Bind(limit);
        var leads = new List<LeadState>();
        while (rows.Read()) leads.Add(Map(rows));
        return leads;
    }

    public static void Add(SqlSession session, long number, long revision) =>
        session.Use("""
            INSERT INTO lead_scores VALUES
                (?1, 0, 0, -9223372036854775807 - 1, '', 9223372036854775807, 1, ?2, 0, 0, '', 0, 0, 0, 0, 0)
            """).Bind(number).Bind(revision).Run();

    public static void Save(SqlSession session, LeadState lead)
    {
        var fold = lead.Fold;
        session.Use("""
            UPDATE lead_scores SET score = ?2, events = ?3, last_ts = ?4, last_id = ?5, tie_ts = ?16, version = ?6, revision = ?7,
                tail_events = ?8, tail_ts = ?9, tail_id = ?10, tail_add = ?11, tail_lo = ?12, tail_hi = ?13,
                levels = ?14, top_blocks = ?15
            WHERE lead_no = ?1
            """)
            .Bind(lead.Number).Bind(fold.Score).Bind(fold.Events).Bind(fold.Last.TimestampMs).Bind(fold.Last.EventId)
            .Bind(lead.Version).Bind(lead.Revision)
            .Bind(fold.TailEvents).Bind(fold.TailFirst.TimestampMs).Bind(fold.TailFirst.EventId)
            .Bind(fold.Tail.Add).Bind(fold.Tail.Lo).Bind(fold.Tail.Hi).Bind(fold.Levels).Bind(fold.TopBlocks)
            .Bind(fold.Events == 0 ? long.MaxValue : fold.Last.TimestampMs).Run();
    }

    /// <summary>The lead changed in another way than by its events.</summary>
    public static void NextVersion(SqlSession session, long number) =>
        session.Use("UPDATE lead_scores SET version = version + 1 WHERE lead_no = ?1").Bind(number).Run();

    /// <summary>Marks a lead without any affected event as folded at a newer revision: nothing else changes.</summary>
    public static void SaveRevision(SqlSession session, LeadState lead) =>
        session.Use("UPDATE lead_scores SET revision = ?2 WHERE lead_no = ?1").Bind(lead.Number).Bind(lead.Revision).Run();

    private static LeadState Map(SqlStatement row)
    {
        var tailEvents = row.Int32(7);
        var fold = new LeadFold
        {
            Score = row.Int64(1),
            Events = row.Int64(2),
            Last = new(row.Int64(3), row.Text(4)),
            TailEvents = tailEvents,
            TailFirst = tailEvents == 0 ? EventKey.Lowest : new(row.Int64(8), row.Text(9)),
            Tail = tailEvents == 0 ? ScoreStep.Identity : new(row.Int64(10), row.Int64(11), row.Int64(12)),
            Levels = row.Int32(13),
            TopBlocks = row.Int32(14),
        };
        return new LeadState
        {
            Number = row.Int64(0),
            Fold = fold,
            Version = row.Int64(5),
            Revision = row.Int64(6),
            StoredScore = fold.Score,
        };
    }
}
