using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Events;

internal static class EventRows
{
    private const int Late = 1;
    private const int TimestampGiven = 2;

    private const string Columns = """
        SELECT event_id, t.name, l.id, ts, flags, e.metadata, received_at, processed_at, submission, attempts,
            score_before, score_after, e.lead_no
        FROM events e JOIN event_types t ON t.type_no = e.type_no JOIN leads l ON l.lead_no = e.lead_no
        """;

    private const string ById = Columns + " WHERE e.event_id = ?1";

    /// <summary>Newest first, below a key.</summary>
    public const string Before = Columns +
        " WHERE e.lead_no = ?1 AND (ts, event_id) < (?2, ?3) ORDER BY ts DESC, event_id DESC LIMIT ?4";

    /// <summary>The new row's number; null when the eventId is there already.</summary>
    public static long? Insert(SqlSession session, IncomingEvent e, long lead, bool late, long now, long before, long after)
    {
        var inserted = session.Use("""
            INSERT INTO events(event_id, lead_no, ts, type_no, received_at, processed_at, flags, submission, attempts,
                score_before, score_after, metadata)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING
            """)
            .Bind(e.EventId).Bind(lead).Bind(e.TimestampMs).Bind(session.Types.Number(e.EventType))
            .Bind(e.ReceivedAtMs).Bind(now).Bind((late ? Late : 0) | (e.TimestampGiven ? TimestampGiven : 0))
            .Bind(e.Submission).Bind(e.Attempt).Bind(before).Bind(after).Bind(e.Metadata).Run();
        return inserted == 1 ? session.LastInsertId : null;
    }

    public static void SaveScores(SqlSession session, long row, long before, long after) =>
        session.Use("UPDATE events SET score_before = ?2, score_after = ?3 WHERE seq = ?1").Bind(row).Bind(before).Bind(after).Run();

    /// <summary>The event and its lead's number.</summary>
    public static (StoredEvent Event, long Lead)? Find(SqlSession session, string eventId)
    {
        using var row = session.Use(ById).Bind(eventId);
        return row.Read() ? (Map(row), row.Int64(12)) : null;
    }

    public static bool Exists(SqlSession session, string eventId) =>
        session.Use("SELECT 1 FROM events WHERE event_id = ?1").Bind(eventId).Scalar() is not null;

    /// <summary>Of a deleted lead, and not purged yet.</summary>
    public static bool IsOrphan(SqlSession session, string eventId) =>
        session.Use("SELECT 1 FROM events e WHERE event_id = ?1 AND NOT EXISTS (SELECT 1 FROM leads l WHERE l.lead_no = e.lead_no)")
            .Bind(eventId).Scalar() is not null;

    public static StoredEvent Map(SqlStatement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Int64(3), (row.Int32(4) & TimestampGiven) != 0, row.TextOrNull(5),
        row.Int64(6), row.Int64(7), IsLate(row.Int32(4)), row.Int64(8), row.Int32(9), row.Int64(10), row.Int64(11));

    public static bool IsLate(int flags) => (flags & Late) != 0;
}

internal static class EventPages
{
    public static CursorPage<StoredEvent>? NewestFirst(SqlSession session, string leadId, EventKey? before, int limit)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        var key = before ?? lead.Fold.Last.Successor;
        using var rows = session.Use(EventRows.Before).Bind(lead.Number).Bind(key.TimestampMs).Bind(key.EventId).Bind(limit + 1);
        var events = new List<StoredEvent>(limit);
        while (events.Count < limit && rows.Read()) events.Add(EventRows.Map(rows));
        var more = events.Count == limit && rows.Read();
        return new(events, more ? KeyCursor.Of(KeyCursor.Events, events[^1].TimestampMs, events[^1].EventId) : null);
    }
}
