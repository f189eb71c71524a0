using LeadScoring.Core.Events;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Imports;

namespace LeadScoring.Storage.Sqlite.Events;

/// <summary>Why events ended in the dead letters. An import counts its own in the same transaction, each eventId once.</summary>
internal static class FailureRows
{
    public static bool Save(SqlSession session, FailedEvent failure)
    {
        if (failure.ImportId is { } import && ImportOf(session, failure.EventId, long.MaxValue) != import) ImportRows.Failed(session, import, 1);
        session.Use("INSERT OR REPLACE INTO failures VALUES ($id, $lead, $reason, $attempts, $failed_at, $import)")
            .Bind("id", failure.EventId).Bind("lead", failure.LeadId).Bind("reason", failure.Reason).Bind("attempts", failure.Attempts)
            .Bind("failed_at", failure.FailedAtMs).Bind("import", failure.ImportId).Run();
        return true;
    }

    /// <summary>For an event that is about to be retried; a newer failure stays.</summary>
    public static bool Remove(SqlSession session, string eventId, long failedAtMs)
    {
        if (ImportOf(session, eventId, failedAtMs) is { } import) ImportRows.Failed(session, import, -1);
        return session.Use("DELETE FROM failures WHERE event_id = $id AND failed_at <= $until")
            .Bind("id", eventId).Bind("until", failedAtMs).Run() > 0;
    }

    public static FailedEvent? Find(SqlSession session, string eventId)
    {
        using var row = session.Use("SELECT event_id, lead_id, reason, attempts, failed_at FROM failures WHERE event_id = $id").Bind("id", eventId);
        return row.Read()
            ? new(row.Text("event_id"), row.Text("lead_id"), row.Text("reason"), row.Int32("attempts"), row.Int64("failed_at"))
            : null;
    }

    private static string? ImportOf(SqlSession session, string eventId, long failedAtMs)
    {
        using var row = session.Use("SELECT import_id FROM failures WHERE event_id = $id AND failed_at <= $until")
            .Bind("id", eventId).Bind("until", failedAtMs);
        return row.Read() ? row.TextOrNull("import_id") : null;
    }
}
