using LeadScoring.Core.Scoring;

namespace LeadScoring.Core.Sqlite;

internal static class HotLeadRows
{
    private const string Columns = """
        SELECT l.lead_no, l.id, score, events, last_ts, last_id, version, revision,
            tail_events, tail_ts, tail_id, tail_add, tail_lo, tail_hi, levels, top_blocks
        FROM leads l JOIN lead_scores s ON s.lead_no = l.lead_no
        """;

    private const string ById = Columns + " WHERE l.id = ?1";
    private const string ByNumber = Columns + " WHERE l.lead_no = ?1";

    private const string NextStale = Columns +
        " WHERE s.lead_no > ?1 AND s.last_ts >= ?2 AND s.events > 0 ORDER BY s.lead_no LIMIT ?3";

    public static HotLead? Find(SqlSession session, string id) => ReadOne(session.Use(ById).Bind(id));

    public static HotLead? Find(SqlSession session, long number) => ReadOne(session.Use(ByNumber).Bind(number));

    /// <summary>Leads with an event at or after a time, by number.</summary>
    public static List<HotLead> After(SqlSession session, long number, long sinceMs, int limit)
    {
        using var rows = session.Use(NextStale).Bind(number).Bind(sinceMs).Bind(limit);
        var leads = new List<HotLead>();
        while (rows.Read()) leads.Add(Map(rows));
        return leads;
    }

    public static void Add(SqlSession session, long number, long revision) =>
        session.Use("""
            INSERT INTO lead_scores VALUES
                (?1, 0, 0, -9223372036854775807 - 1, '', 9223372036854775807, 1, ?2, 0, 0, '', 0, 0, 0, 0, 0)
            """).Bind(number).Bind(revision).Run();

    public static void Save(SqlSession session, HotLead lead)
    {
        var fold = lead.Fold;
        session.Use("""
            UPDATE lead_scores SET score = ?2, events = ?3, last_ts = ?4, last_id = ?5, tie_ts = ?4, version = ?6, revision = ?7,
                tail_events = ?8, tail_ts = ?9, tail_id = ?10, tail_add = ?11, tail_lo = ?12, tail_hi = ?13,
                levels = ?14, top_blocks = ?15
            WHERE lead_no = ?1
            """)
            .Bind(lead.Number).Bind(fold.Score).Bind(fold.Events).Bind(fold.Last.TimestampMs).Bind(fold.Last.EventId)
            .Bind(lead.Version).Bind(lead.Revision)
            .Bind(fold.TailEvents).Bind(fold.TailFirst.TimestampMs).Bind(fold.TailFirst.EventId)
            .Bind(fold.Tail.Add).Bind(fold.Tail.Lo).Bind(fold.Tail.Hi).Bind(fold.Levels).Bind(fold.TopBlocks).Run();
    }

    /// <summary>Marks a lead without any affected event as folded at a newer revision: nothing else changes.</summary>
    public static void SaveRevision(SqlSession session, HotLead lead) =>
        session.Use("UPDATE lead_scores SET revision = ?2 WHERE lead_no = ?1").Bind(lead.Number).Bind(lead.Revision).Run();

    private static HotLead? ReadOne(SqlStatement rows)
    {
        using (rows) return rows.Read() ? Map(rows) : null;
    }

    private static HotLead Map(SqlStatement row)
    {
        var tailEvents = row.Int32(8);
        var fold = new LeadFold
        {
            Score = row.Int64(2),
            Events = row.Int64(3),
            Last = new(row.Int64(4), row.Text(5)),
            TailEvents = tailEvents,
            TailFirst = tailEvents == 0 ? EventKey.Lowest : new(row.Int64(9), row.Text(10)),
            Tail = tailEvents == 0 ? ScoreStep.Identity : new(row.Int64(11), row.Int64(12), row.Int64(13)),
            Levels = row.Int32(14),
            TopBlocks = row.Int32(15),
        };
        return new HotLead
        {
            Number = row.Int64(0),
            Id = row.Text(1),
            Fold = fold,
            Version = row.Int64(6),
            Revision = row.Int64(7),
            StoredScore = fold.Score,
        };
    }
}
