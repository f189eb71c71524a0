using LeadScoring.Core.Events;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>
/// Deletion in two steps. One short transaction removes the lead itself, and with it everything that can be read. Its events and
/// blocks are purged some at a time, since a lead may have a hundred thousand of them.
/// </summary>
internal static class DeletedLeads
{
    public static bool Any(SqlSession session) => session.Use("SELECT 1 FROM deleted_leads LIMIT 1").Scalar() is not null;

    public static bool Contains(SqlSession session, string leadId) =>
        session.Use("SELECT 1 FROM deleted_leads WHERE id = $id").Bind("id", leadId).Scalar() is not null;

    /// <returns>The change to announce; null when there is no such lead.</returns>
    public static LeadChange? Delete(SqlSession session, string leadId, long now)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        session.Use("DELETE FROM leads WHERE lead_no = $lead").Bind("lead", lead.Number).Run();
        session.Use("DELETE FROM lead_scores WHERE lead_no = $lead").Bind("lead", lead.Number).Run();
        session.Use("INSERT INTO deleted_leads VALUES ($id, $lead, $now, 0)").Bind("id", leadId).Bind("lead", lead.Number).Bind("now", now).Run();
        session.Leads.Clear();
        var buckets = new ScoreBuckets();
        buckets.Remove(lead.StoredScore);
        buckets.Save(session);
        Counters.Add(session, Counters.Leads, -1);
        LeadTableLog.Append(session, LeadTableLog.Profile, [lead.Number]);
        return new LeadChange(leadId, lead.StoredScore, 0, lead.Version + 1, null, null, now, now);
    }

    public static bool AnyToPurge(SqlSession session) => NextToPurge(session) is not null;

    /// <summary>Removes up to <paramref name="rows"/> rows of a deleted lead; false when there is nothing to purge.</summary>
    public static bool Purge(SqlSession session, int rows)
    {
        if (NextToPurge(session) is not { } number) return false;
        if (PurgeEvents(session, number, rows) == rows || PurgeBlocks(session, number, rows) == rows) return true;
        session.Use("UPDATE deleted_leads SET purged = 1 WHERE lead_no = $lead AND purged = 0").Bind("lead", number).Run();
        return true;
    }

    private static long? NextToPurge(SqlSession session) =>
        session.Use("SELECT lead_no FROM deleted_leads INDEXED BY deleted_leads_open WHERE purged = 0 LIMIT 1").Scalar();

    private static int PurgeEvents(SqlSession session, long number, int limit)
    {
        var events = new List<(long Row, string Id)>(limit);
        using (var rows = session.Use("SELECT seq, event_id FROM events INDEXED BY events_by_lead WHERE lead_no = $lead LIMIT $limit")
            .Bind("lead", number).Bind("limit", limit))
        {
            while (rows.Read()) events.Add((rows.Int64("seq"), rows.Text("event_id")));
        }

        foreach (var (row, id) in events)
        {
            Tombstones.Add(session, id);
            session.Use("DELETE FROM events WHERE seq = $row").Bind("row", row).Run();
        }

        return events.Count;
    }

    private static int PurgeBlocks(SqlSession session, long number, int limit) =>
        session.Use("""
            DELETE FROM score_blocks WHERE lead_no = $lead AND (level, first_ts, first_id) IN
                (SELECT level, first_ts, first_id FROM score_blocks WHERE lead_no = $lead LIMIT $limit)
            """).Bind("lead", number).Bind("limit", limit).Run();
}

/// <summary>What remains of a purged event: the hash of its eventId, so that the eventId never counts again.</summary>
internal static class Tombstones
{
    public static void Add(SqlSession session, string eventId) =>
        session.Use("INSERT OR IGNORE INTO tombstones VALUES ($hash)").BindBlob("hash", EventIdHash.Of(eventId)).Run();

    public static bool Contains(SqlSession session, string eventId) =>
        session.Use("SELECT 1 FROM tombstones WHERE hash = $hash").BindBlob("hash", EventIdHash.Of(eventId)).Scalar() is not null;
}
