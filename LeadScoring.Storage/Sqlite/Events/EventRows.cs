using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Events;

/// <summary>Reads and writes <c>events</c>. What needs no more than key and type reads the index <c>events_by_lead</c> alone.</summary>
internal sealed class EventRows(SqlSession session) : IEventRows
{
    private const int Late = 1;
    private const int TimestampGiven = 2;

    private const string Columns = """
        SELECT event_id, t.name AS event_type, l.id AS lead_id, ts, flags, e.metadata AS metadata, received_at, processed_at,
            submission, attempts, score_before, score_after, e.lead_no AS lead_no
        FROM events e JOIN event_types t ON t.type_no = e.type_no JOIN leads l ON l.lead_no = e.lead_no
        """;

    private const string ById = Columns + " WHERE e.event_id = $id";

    private const string ContentById = """
        SELECT type_no, l.id AS lead_id, ts, flags, e.metadata AS metadata FROM events e LEFT JOIN leads l ON l.lead_no = e.lead_no
        WHERE e.event_id = $id
        """;

    private const string NewestBefore = Columns +
        " WHERE e.lead_no = $lead AND (ts, event_id) < ($ts, $id) ORDER BY ts DESC, event_id DESC LIMIT $limit";

    private const string TypesBelow = """
        SELECT ts, event_id, type_no FROM events INDEXED BY events_by_lead
        WHERE lead_no = $lead AND (ts, event_id) < ($ts, $id) ORDER BY ts DESC, event_id DESC LIMIT $limit
        """;

    private const string Counting = """
         FROM events INDEXED BY events_by_lead
        WHERE lead_no = $lead AND (ts, event_id) >= ($ts, $id) AND ts <= $until AND processed_at <= $known_until ORDER BY ts, event_id
        """;

    private const string LinesFrom = "SELECT ts, event_id, type_no, processed_at, flags, metadata" + Counting + " LIMIT $limit";
    private const string MarksFrom = "SELECT ts, event_id, type_no, flags" + Counting;

    private const string InSpan = " FROM events INDEXED BY events_by_lead WHERE lead_no = $lead AND ts >= $from AND ts <= $to";
    private const string First = "SELECT ts" + InSpan + " ORDER BY ts LIMIT 1";
    private const string LastBefore = "SELECT ts FROM events INDEXED BY events_by_lead WHERE lead_no = $lead AND ts < $before ORDER BY ts DESC LIMIT 1";
    private const string CountUpTo = "SELECT count(*) FROM (SELECT 1" + InSpan + " LIMIT $limit)";
    private const string SumOf = "SELECT max(ts) AS last_ts, count(*) AS events, sum(flags & 1) AS late" + InSpan;

    /// <summary>A read costs no round trip.</summary>
    public void Expect(IReadOnlyList<IncomingEvent> events)
    {
    }

    public long? Insert(IncomingEvent e, LeadState lead, bool late, long now, long before, long after)
    {
        var inserted = session.Use("""
            INSERT INTO events(event_id, lead_no, ts, type_no, received_at, processed_at, flags, submission, attempts,
                score_before, score_after, metadata)
            VALUES ($event_id, $lead, $ts, $type, $received_at, $processed_at, $flags, $submission, $attempts,
                $score_before, $score_after, $metadata)
            ON CONFLICT DO NOTHING
            """)
            .Bind("event_id", e.EventId).Bind("lead", lead.Number).Bind("ts", e.TimestampMs).Bind("type", session.Types.Number(e.EventType))
            .Bind("received_at", e.ReceivedAtMs).Bind("processed_at", now)
            .Bind("flags", (late ? Late : 0) | (e.TimestampGiven ? TimestampGiven : 0))
            .Bind("submission", e.Submission).Bind("attempts", e.Attempt)
            .Bind("score_before", before).Bind("score_after", after).Bind("metadata", e.Metadata).Run();
        return inserted == 1 ? session.LastInsertId : null;
    }

    public void SaveScores(long row, long before, long after) =>
        session.Use("UPDATE events SET score_before = $before, score_after = $after WHERE seq = $row")
            .Bind("before", before).Bind("after", after).Bind("row", row).Run();

    public (StoredEvent Event, long Lead)? Find(string eventId)
    {
        using var row = session.Use(ById).Bind("id", eventId);
        return row.Read() ? (Map(row), row.Int64("lead_no")) : null;
    }

    public Dictionary<string, EventContent?> Contents(IReadOnlyCollection<string> eventIds)
    {
        var contents = new Dictionary<string, EventContent?>(StringComparer.Ordinal);
        var anyDeleted = session.Deleted.Any();
        foreach (var id in eventIds)
        {
            using var row = session.Use(ContentById).Bind("id", id);
            if (row.Read()) contents[id] = MapContent(row);
            else if (anyDeleted && HasTombstone(id)) contents[id] = null;
        }

        return contents;
    }

    public HashSet<string> Existing(IReadOnlyCollection<string> eventIds) => eventIds.Where(Exists).ToHashSet(StringComparer.Ordinal);

    public bool IsOrphan(string eventId) =>
        session.Use("SELECT 1 FROM events e WHERE event_id = $id AND NOT EXISTS (SELECT 1 FROM leads l WHERE l.lead_no = e.lead_no)")
            .Bind("id", eventId).Scalar() is not null;

    public bool HasTombstone(string eventId) =>
        session.Use("SELECT 1 FROM tombstones WHERE hash = $hash").BindBlob("hash", EventIdHash.Of(eventId)).Scalar() is not null;

    public long Count() => Counters.Read(session, Counters.Events);

    public void Counted(int stripe, int events) => Counters.Add(session, Counters.Events, events);

    public List<StoredEvent> Before(LeadState lead, EventKey before, int limit)
    {
        using var rows = session.Use(NewestBefore)
            .Bind("lead", lead.Number).Bind("ts", before.TimestampMs).Bind("id", before.EventId).Bind("limit", limit);
        var events = new List<StoredEvent>();
        while (rows.Read()) events.Add(Map(rows));
        return events;
    }

    public IEnumerable<(EventKey Key, string EventType)> TypesBefore(LeadState lead, EventKey before, int limit)
    {
        using var rows = session.Use(TypesBelow)
            .Bind("lead", lead.Number).Bind("ts", before.TimestampMs).Bind("id", before.EventId).Bind("limit", limit);
        while (rows.Read()) yield return (new(rows.Int64("ts"), rows.Text("event_id")), session.Types.Name(rows.Int32("type_no")));
    }

    public IEnumerable<EventLine> Lines(LeadState lead, EventKey from, AsOf asOf, int limit)
    {
        using var rows = UseCounting(LinesFrom, lead, from, asOf).Bind("limit", limit);
        while (rows.Read())
        {
            yield return new(
                rows.Int64("ts"), rows.Text("event_id"), session.Types.Name(rows.Int32("type_no")), rows.Int64("processed_at"),
                IsLate(rows.Int32("flags")), rows.TextOrNull("metadata"));
        }
    }

    public IEnumerable<EventMark> Marks(LeadState lead, EventKey from, AsOf asOf)
    {
        using var rows = UseCounting(MarksFrom, lead, from, asOf);
        while (rows.Read())
        {
            yield return new(new(rows.Int64("ts"), rows.Text("event_id")), session.Types.Name(rows.Int32("type_no")), IsLate(rows.Int32("flags")));
        }
    }

    public IEnumerable<EventStamp> Stamps(long lead)
    {
        using var rows = session.Use("SELECT ts, type_no, received_at FROM events INDEXED BY events_by_lead WHERE lead_no = $lead").Bind("lead", lead);
        while (rows.Read()) yield return new(session.Types.Name(rows.Int32("type_no")), rows.Int64("ts"), rows.Int64("received_at"));
    }

    public long? FirstAt(LeadState lead, long fromMs, long toMs) => UseSpan(First, lead, fromMs, toMs).Scalar();

    public HashSet<long> WithGap(IReadOnlyCollection<long> leads, long fromMs, long beforeMs) =>
        leads.Where(lead => session.Use(LastBefore).Bind("lead", lead).Bind("before", beforeMs).Scalar() < fromMs).ToHashSet();

    public long Count(LeadState lead, long fromMs, long toMs, long limit) =>
        UseSpan(CountUpTo, lead, fromMs, toMs).Bind("limit", limit).Scalar()!.Value;

    public (long LastMs, long Events, long Late) Sum(LeadState lead, long fromMs, long toMs)
    {
        using var row = UseSpan(SumOf, lead, fromMs, toMs);
        row.Read();
        return (row.Int64("last_ts"), row.Int64("events"), row.Int64("late"));
    }

    private EventContent? MapContent(SqlStatement row) => row.TextOrNull("lead_id") is { } lead
        ? new(session.Types.Name(row.Int32("type_no")), lead, row.Int64("ts"), (row.Int32("flags") & TimestampGiven) != 0, row.TextOrNull("metadata"))
        : null;

    private static bool IsLate(int flags) => (flags & Late) != 0;

    private static StoredEvent Map(SqlStatement row) => new(
        row.Text("event_id"), row.Text("event_type"), row.Text("lead_id"), row.Int64("ts"), (row.Int32("flags") & TimestampGiven) != 0,
        row.TextOrNull("metadata"), row.Int64("received_at"), row.Int64("processed_at"), IsLate(row.Int32("flags")),
        row.Int64("submission"), row.Int32("attempts"), row.Int64("score_before"), row.Int64("score_after"));

    private bool Exists(string eventId) => session.Use("SELECT 1 FROM events WHERE event_id = $id").Bind("id", eventId).Scalar() is not null;

    private SqlStatement UseCounting(string constantSql, LeadState lead, EventKey from, AsOf asOf) => session.Use(constantSql)
        .Bind("lead", lead.Number).Bind("ts", from.TimestampMs).Bind("id", from.EventId)
        .Bind("until", asOf.AtMs ?? long.MaxValue).Bind("known_until", asOf.KnownAtMs ?? long.MaxValue);

    private SqlStatement UseSpan(string constantSql, LeadState lead, long fromMs, long toMs) =>
        session.Use(constantSql).Bind("lead", lead.Number).Bind("from", fromMs).Bind("to", toMs);
}
