using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>Reads and writes <c>deleted_leads</c>, and purges what deleted leads have left. A tombstone is the hash of an eventId.</summary>
internal sealed class DeletedLeadRows(SqlSession session) : IDeletedLeads
{
    public bool Any() => session.Use("SELECT 1 FROM deleted_leads LIMIT 1").Scalar() is not null;

    public bool Contains(string leadId) =>
        session.Use("SELECT 1 FROM deleted_leads WHERE id = $id").Bind("id", leadId).Scalar() is not null;

    public DeletedLead? Find(long number)
    {
        using var row = session.Use("SELECT id, version, deleted_at FROM deleted_leads WHERE lead_no = $lead").Bind("lead", number);
        return row.Read() ? new(row.Text("id"), row.Int64("version"), row.Int64("deleted_at")) : null;
    }

    public void Add(string leadId, LeadState lead, long now)
    {
        session.Use("DELETE FROM leads WHERE lead_no = $lead").Bind("lead", lead.Number).Run();
        session.Use("DELETE FROM lead_scores WHERE lead_no = $lead").Bind("lead", lead.Number).Run();
        session.Use("INSERT INTO deleted_leads(id, lead_no, deleted_at, purged, version) VALUES ($id, $lead, $now, 0, $version)")
            .Bind("id", leadId).Bind("lead", lead.Number).Bind("now", now).Bind("version", lead.Version).Run();
        session.Leads.Clear();
        Counters.Add(session, Counters.Leads, -1);
    }

    public long? NextToPurge() =>
        session.Use("SELECT lead_no FROM deleted_leads INDEXED BY deleted_leads_open WHERE purged = 0 LIMIT 1").Scalar();

    public List<long> NotPurged()
    {
        using var rows = session.Use("SELECT lead_no FROM deleted_leads INDEXED BY deleted_leads_open WHERE purged = 0");
        var numbers = new List<long>();
        while (rows.Read()) numbers.Add(rows.Int64("lead_no"));
        return numbers;
    }

    public IReadOnlyList<EventStamp> PurgeEvents(long number, int limit)
    {
        var events = new List<(long Row, string Id, EventStamp Stamp)>(limit);
        using (var rows = session.Use("SELECT seq, event_id, ts, type_no, received_at FROM events INDEXED BY events_by_lead WHERE lead_no = $lead LIMIT $limit")
            .Bind("lead", number).Bind("limit", limit))
        {
            while (rows.Read())
            {
                var stamp = new EventStamp(session.Types.Name(rows.Int32("type_no")), rows.Int64("ts"), rows.Int64("received_at"));
                events.Add((rows.Int64("seq"), rows.Text("event_id"), stamp));
            }
        }

        foreach (var (row, id, _) in events)
        {
            session.Use("INSERT OR IGNORE INTO tombstones VALUES ($hash)").BindBlob("hash", EventIdHash.Of(id)).Run();
            session.Use("DELETE FROM events WHERE seq = $row").Bind("row", row).Run();
        }

        return events.ConvertAll(e => e.Stamp);
    }

    public int PurgeBlocks(long number, int limit) =>
        session.Use("""
            DELETE FROM score_blocks WHERE lead_no = $lead AND (level, first_ts, first_id) IN
                (SELECT level, first_ts, first_id FROM score_blocks WHERE lead_no = $lead LIMIT $limit)
            """).Bind("lead", number).Bind("limit", limit).Run();

    public void Purged(long number) =>
        session.Use("UPDATE deleted_leads SET purged = 1 WHERE lead_no = $lead AND purged = 0").Bind("lead", number).Run();
}
