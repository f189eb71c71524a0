using LeadScoring.Core.Events;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Events;

/// <summary>Reads and writes <c>failures</c>.</summary>
internal sealed class FailureRows(SqlSession session) : IFailureRows
{
    public FailedEvent? Find(string eventId)
    {
        using var row = session.Use("SELECT event_id, lead_id, reason, attempts, failed_at, import_id FROM failures WHERE event_id = $id")
            .Bind("id", eventId);
        return row.Read()
            ? new(row.Text("event_id"), row.Text("lead_id"), row.Text("reason"), row.Int32("attempts"), row.Int64("failed_at"), row.TextOrNull("import_id"))
            : null;
    }

    public void Save(FailedEvent failure) =>
        session.Use("INSERT OR REPLACE INTO failures VALUES ($id, $lead, $reason, $attempts, $failed_at, $import)")
            .Bind("id", failure.EventId).Bind("lead", failure.LeadId).Bind("reason", failure.Reason).Bind("attempts", failure.Attempts)
            .Bind("failed_at", failure.FailedAtMs).Bind("import", failure.ImportId).Run();

    public void Remove(string eventId) => session.Use("DELETE FROM failures WHERE event_id = $id").Bind("id", eventId).Run();
}
