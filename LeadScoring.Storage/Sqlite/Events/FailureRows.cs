using LeadScoring.Core.Events;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Imports;

namespace LeadScoring.Storage.Sqlite.Events;

/// <summary>Why events ended in the dead letters; an import counts those of its own in the same transaction, each eventId once.</summary>
internal static class FailureRows
{
    public static bool Save(SqlSession session, FailedEvent failure)
    {
        if (failure.ImportId is { } import && ImportOf(session, failure.EventId, long.MaxValue) != import) ImportRows.Failed(session, import, 1);
        session.Use("INSERT OR REPLACE INTO failures VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .Bind(failure.EventId).Bind(failure.LeadId).Bind(failure.Reason).Bind(failure.Attempts).Bind(failure.FailedAtMs).Bind(failure.ImportId).Run();
        return true;
    }

    /// <summary>The event is about to be tried again; a newer failure stays.</summary>
    public static bool Remove(SqlSession session, string eventId, long failedAtMs)
    {
        if (ImportOf(session, eventId, failedAtMs) is { } import) ImportRows.Failed(session, import, -1);
        return session.Use("DELETE FROM failures WHERE event_id = ?1 AND failed_at <= ?2").Bind(eventId).Bind(failedAtMs).Run() > 0;
    }

    private static string? ImportOf(SqlSession session, string eventId, long failedAtMs)
    {
        using var row = session.Use("SELECT import_id FROM failures WHERE event_id = ?1 AND failed_at <= ?2").Bind(eventId).Bind(failedAtMs);
        return row.Read() ? row.TextOrNull(0) : null;
    }
}
