using LeadScoring.Core.Imports;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Leads;

namespace LeadScoring.Storage.Sqlite.Imports;

internal static class ImportRows
{
    private const string Columns = """
        SELECT id, kind, file_name, format, state, error, create_leads, bytes, total_bytes, rows, queued, duplicates, rejected,
            created_leads, scored, places, drained, started_at, updated_at, finished_at, failed
        FROM imports
        """;

    private const string ById = Columns + " WHERE id = ?1";
    private const string NewestFirst = Columns + " ORDER BY id DESC LIMIT ?1";

    public static void Add(SqlSession session, Import import)
    {
        session.Use("""
            INSERT INTO imports VALUES (?1, ?2, ?3, NULL, 0, NULL, ?4, 0, ?5, 0, 0, 0, 0, 0, 0, 0, '', 0, ?6, ?6, NULL)
            """).Bind(import.Id).Bind((int)import.Kind).Bind(import.FileName).Bind(import.CreateLeads ? 1 : 0).Bind(import.TotalBytes)
            .Bind(import.StartedAtMs).Run();
    }

    public static void Save(SqlSession session, Import import) =>
        session.Use("""
            UPDATE imports SET format = ?2, state = ?3, error = ?4, bytes = ?5, rows = ?6, queued = ?7, duplicates = ?8, rejected = ?9,
                created_leads = ?10, places = ?11, updated_at = ?12, finished_at = ?13, drained = 0
            WHERE id = ?1
            """)
            .Bind(import.Id).Bind(import.Format).Bind((int)import.State).Bind(import.Error).Bind(import.Bytes).Bind(import.Rows)
            .Bind(import.Queued).Bind(import.Duplicates).Bind(import.Rejected).Bind(import.CreatedLeads)
            .Bind(ImportPositions.Write(import.Places)).Bind(import.UpdatedAtMs).Bind(import.FinishedAtMs).Run();

    /// <summary>More of its events counted.</summary>
    public static void Scored(SqlSession session, string id, int events) =>
        session.Use("UPDATE imports SET scored = scored + ?2 WHERE id = ?1").Bind(id).Bind(events).Run();

    /// <summary>More of its events went to the dead letters, or came back from there (negative).</summary>
    public static void Failed(SqlSession session, string id, int events) =>
        session.Use("UPDATE imports SET failed = failed + ?2 WHERE id = ?1").Bind(id).Bind(events).Run();

    public static void Drained(SqlSession session, string id) => session.Use("UPDATE imports SET drained = 1 WHERE id = ?1").Bind(id).Run();

    public static Import? Find(SqlSession session, string id)
    {
        using var row = session.Use(ById).Bind(id);
        return row.Read() ? Map(row) : null;
    }

    public static List<Import> Newest(SqlSession session, int limit)
    {
        using var rows = session.Use(NewestFirst).Bind(limit);
        var imports = new List<Import>();
        while (rows.Read()) imports.Add(Map(rows));
        return imports;
    }

    /// <summary>The newest import that is too old to be kept; null when there is none.</summary>
    public static string? Oldest(SqlSession session, int kept)
    {
        using var row = session.Use("SELECT id FROM imports ORDER BY id DESC LIMIT 1 OFFSET ?1").Bind(kept);
        return row.Read() ? row.Text(0) : null;
    }

    /// <summary>Removes rejected rows and then the import itself, some at a time; false when nothing is left of it.</summary>
    public static bool Remove(SqlSession session, string id, int limit)
    {
        var removed = session.Use("DELETE FROM import_rejects WHERE seq IN (SELECT seq FROM import_rejects WHERE import_id = ?1 LIMIT ?2)")
            .Bind(id).Bind(limit).Run();
        if (removed == limit) return true;
        session.Use("DELETE FROM imports WHERE id = ?1").Bind(id).Run();
        return false;
    }

    private static Import Map(SqlStatement row) => new()
    {
        Id = row.Text(0),
        Kind = (ImportKind)row.Int32(1),
        FileName = row.Text(2),
        Format = row.TextOrNull(3),
        State = (ImportState)row.Int32(4),
        Error = row.TextOrNull(5),
        CreateLeads = row.Int32(6) != 0,
        Bytes = row.Int64(7),
        TotalBytes = row.Int64OrNull(8),
        Rows = row.Int64(9),
        Queued = row.Int64(10),
        Duplicates = row.Int64(11),
        Rejected = row.Int64(12),
        CreatedLeads = row.Int64(13),
        Scored = row.Int64(14),
        Places = ImportPositions.Read(row.Text(15)),
        Drained = row.Int32(16) != 0,
        StartedAtMs = row.Int64(17),
        UpdatedAtMs = row.Int64(18),
        FinishedAtMs = row.Int64OrNull(19),
        Failed = row.Int64(20),
    };
}
