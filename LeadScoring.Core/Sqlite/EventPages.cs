using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Storage.Adapters;

namespace LeadScoring.Core.Sqlite;

internal static class EventPages
{
    public static CursorPage<StoredEvent>? NewestFirst(SqlSession session, string leadId, EventKey? before, int limit)
    {
        if (HotLeadRows.Find(session, leadId) is not { } lead) return null;
        var key = before ?? lead.Fold.Last.Successor;
        using var rows = session.Use(EventRows.Before).Bind(lead.Number).Bind(key.TimestampMs).Bind(key.EventId).Bind(limit + 1);
        var events = new List<StoredEvent>(limit);
        while (events.Count < limit && rows.Read()) events.Add(EventRows.Map(rows));
        var more = events.Count == limit && rows.Read();
        return new(events, more ? KeyCursor.Of(KeyCursor.Events, events[^1].TimestampMs, events[^1].EventId) : null);
    }
}
