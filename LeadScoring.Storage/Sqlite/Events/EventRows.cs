using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Events;

/// <summary>Reads and writes <c>events</c>.</summary>
internal static class EventRows
{
    private const int Late = 1;
    private const int TimestampGiven = 2;

    private const string Columns = """
        SELECT event_id, t.name AS event_type, l.id AS lead_id, ts, flags, e.metadata AS metadata, received_at, processed_at,
            submission, attempts, score_before, score_after, e.lead_no AS lead_no
        FROM events e JOIN event_types t ON t.type_no = e.type_no JOIN leads l ON l.lead_no = e.lead_no
        """;

    private const string ById = Columns + " WHERE e.event_id = $id";

    /// <summary>Newest first, below a key.</summary>
    public const string Before = Columns +
        " WHERE e.lead_no = $lead AND (ts, event_id) < ($ts, $id) ORDER BY ts DESC, event_id DESC LIMIT $limit";

    /// <summary>The number of the new row; null when the eventId exists already.</summary>
    public static long? Insert(SqlSession session, IncomingEvent e, long lead, bool late, long now, long before, long after)
    {
        var inserted = session.Use("""
            INSERT INTO events(event_id, lead_no, ts, type_no, received_at, processed_at, flags, submission, attempts,
                score_before, score_after, metadata)
            VALUES ($event_id, $lead, $ts, $type, $received_at, $processed_at, $flags, $submission, $attempts,
                $score_before, $score_after, $metadata)
            ON CONFLICT DO NOTHING
            """)
            .Bind("event_id", e.EventId).Bind("lead", lead).Bind("ts", e.TimestampMs).Bind("type", session.Types.Number(e.EventType))
            .Bind("received_at", e.ReceivedAtMs).Bind("processed_at", now)
            .Bind("flags", (late ? Late : 0) | (e.TimestampGiven ? TimestampGiven : 0))
            .Bind("submission", e.Submission).Bind("attempts", e.Attempt)
            .Bind("score_before", before).Bind("score_after", after).Bind("metadata", e.Metadata).Run();
        return inserted == 1 ? session.LastInsertId : null;
    }

    public static void SaveScores(SqlSession session, long row, long before, long after) =>
        session.Use("UPDATE events SET score_before = $before, score_after = $after WHERE seq = $row")
            .Bind("before", before).Bind("after", after).Bind("row", row).Run();

    /// <summary>The event and its lead's number.</summary>
    public static (StoredEvent Event, long Lead)? Find(SqlSession session, string eventId)
    {
        using var row = session.Use(ById).Bind("id", eventId);
        return row.Read() ? (Map(row), row.Int64("lead_no")) : null;
    }

    public static bool Exists(SqlSession session, string eventId) =>
        session.Use("SELECT 1 FROM events WHERE event_id = $id").Bind("id", eventId).Scalar() is not null;

    /// <summary>Whether the event is one of a deleted lead that is not purged yet.</summary>
    public static bool IsOrphan(SqlSession session, string eventId) =>
        session.Use("SELECT 1 FROM events e WHERE event_id = $id AND NOT EXISTS (SELECT 1 FROM leads l WHERE l.lead_no = e.lead_no)")
            .Bind("id", eventId).Scalar() is not null;

    public static StoredEvent Map(SqlStatement row) => new(
        row.Text("event_id"), row.Text("event_type"), row.Text("lead_id"), row.Int64("ts"), (row.Int32("flags") & TimestampGiven) != 0,
        row.TextOrNull("metadata"), row.Int64("received_at"), row.Int64("processed_at"), IsLate(row.Int32("flags")),
        row.Int64("submission"), row.Int32("attempts"), row.Int64("score_before"), row.Int64("score_after"));

    public static bool IsLate(int flags) => (flags & Late) != 0;
}

internal static class EventPages
{
    public static CursorPage<StoredEvent>? NewestFirst(SqlSession session, string leadId, EventKey? before, int limit)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        var key = before ?? lead.Fold.Last.Successor;
        using var rows = session.Use(EventRows.Before)
            .Bind("lead", lead.Number).Bind("ts", key.TimestampMs).Bind("id", key.EventId).Bind("limit", limit + 1);
        var events = new List<StoredEvent>(limit);
        while (events.Count < limit && rows.Read()) events.Add(EventRows.Map(rows));
        var more = events.Count == limit && rows.Read();
        return new(events, more ? KeyCursor.Of(KeyCursor.Events, events[^1].TimestampMs, events[^1].EventId) : null);
    }
}
