using LeadScoring.Core.Imports;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Imports;

/// <summary>Reads and writes <c>imports</c> and <c>import_rejects</c>.</summary>
internal sealed class ImportRows(SqlSession session) : IImportRows
{
    private const string Columns = """
        SELECT id, kind, file_name, format, state, error, create_leads, bytes, total_bytes, rows, queued, duplicates, rejected,
            created_leads, scored, places, drained, started_at, updated_at, finished_at, failed, encoding, delimiter, columns, defaults,
            conflicts, lead_deleted
        FROM imports
        """;

    private const string ById = Columns + " WHERE id = $id";
    private const string NewestFirst = Columns + " ORDER BY id DESC LIMIT $limit";

    public void Add(Import import)
    {
        session.Use("""
            INSERT INTO imports(id, kind, file_name, state, create_leads, bytes, total_bytes, rows, queued, duplicates, rejected, created_leads,
                scored, failed, places, drained, started_at, updated_at)
            VALUES ($id, $kind, $file_name, 0, $create_leads, 0, $total_bytes, 0, 0, 0, 0, 0, 0, 0, '', 0, $started_at, 0)
            """)
            .Bind("id", import.Id).Bind("kind", (int)import.Kind).Bind("file_name", import.FileName)
            .Bind("create_leads", import.CreateLeads ? 1 : 0).Bind("total_bytes", import.TotalBytes).Bind("started_at", import.StartedAtMs).Run();
        Save(import);
    }

    public void Save(Import import) =>
        session.Use("""
            UPDATE imports SET format = $format, state = $state, error = $error, bytes = $bytes, rows = $rows, queued = $queued,
                duplicates = $duplicates, rejected = $rejected, created_leads = $created_leads, places = $positions,
                updated_at = $updated_at, finished_at = $finished_at, drained = 0, encoding = $encoding, delimiter = $delimiter,
                columns = $columns, defaults = $defaults, conflicts = $conflicts, lead_deleted = $lead_deleted
            WHERE id = $id
            """)
            .Bind("format", import.Format).Bind("state", (int)import.State).Bind("error", import.Error).Bind("bytes", import.Bytes)
            .Bind("rows", import.Rows).Bind("queued", import.Queued).Bind("duplicates", import.Duplicates).Bind("rejected", import.Rejected)
            .Bind("created_leads", import.CreatedLeads).Bind("positions", ImportText.Write(import.Positions))
            .Bind("updated_at", import.UpdatedAtMs).Bind("finished_at", import.FinishedAtMs).Bind("encoding", import.Encoding)
            .Bind("delimiter", import.Delimiter).Bind("columns", ImportText.Write(import.Columns)).Bind("defaults", ImportText.Write(import.Defaults))
            .Bind("conflicts", import.Conflicts).Bind("lead_deleted", import.LeadDeleted).Bind("id", import.Id).Run();

    public void Scored(string id, int stripe, int events) =>
        session.Use("UPDATE imports SET scored = scored + $events WHERE id = $id").Bind("events", events).Bind("id", id).Run();

    public void Failed(string id, int events) =>
        session.Use("UPDATE imports SET failed = failed + $events WHERE id = $id").Bind("events", events).Bind("id", id).Run();

    public void Drained(string id) =>
        session.Use("UPDATE imports SET drained = 1 WHERE id = $id").Bind("id", id).Run();

    public Import? Find(string id)
    {
        using var row = session.Use(ById).Bind("id", id);
        return row.Read() ? Map(row) : null;
    }

    public List<Import> Newest(int limit)
    {
        using var rows = session.Use(NewestFirst).Bind("limit", limit);
        var imports = new List<Import>();
        while (rows.Read()) imports.Add(Map(rows));
        return imports;
    }

    public string? NewestBeyond(int limit)
    {
        using var row = session.Use("SELECT id FROM imports ORDER BY id DESC LIMIT 1 OFFSET $limit").Bind("limit", limit);
        return row.Read() ? row.Text("id") : null;
    }

    public void Remove(string id) => session.Use("DELETE FROM imports WHERE id = $id").Bind("id", id).Run();

    public int RemoveRejects(string id, int limit) =>
        session.Use("DELETE FROM import_rejects WHERE seq IN (SELECT seq FROM import_rejects WHERE import_id = $import LIMIT $limit)")
            .Bind("import", id).Bind("limit", limit).Run();

    public (long Seq, byte[] Rows)? RejectsAfter(string id, long seq)
    {
        using var row = session.Use("SELECT seq, data FROM import_rejects WHERE import_id = $import AND seq > $after ORDER BY seq LIMIT 1")
            .Bind("import", id).Bind("after", seq);
        return row.Read() ? (row.Int64("seq"), row.Bytes("data").ToArray()) : null;
    }

    /// <summary>A write whose result is unknown does not happen here, so none is repeated.</summary>
    public void AddRejects(string id, long first, byte[] rows) =>
        session.Use("INSERT INTO import_rejects(import_id, data) VALUES ($import, $data)").Bind("import", id).BindBlob("data", rows).Run();

    private static Import Map(SqlStatement row) => new()
    {
        Id = row.Text("id"),
        Kind = (ImportKind)row.Int32("kind"),
        FileName = row.Text("file_name"),
        Format = row.TextOrNull("format"),
        State = (ImportState)row.Int32("state"),
        Error = row.TextOrNull("error"),
        CreateLeads = row.Int32("create_leads") != 0,
        Bytes = row.Int64("bytes"),
        TotalBytes = row.Int64OrNull("total_bytes"),
        Rows = row.Int64("rows"),
        Queued = row.Int64("queued"),
        Duplicates = row.Int64("duplicates"),
        Rejected = row.Int64("rejected"),
        CreatedLeads = row.Int64("created_leads"),
        Scored = row.Int64("scored"),
        Positions = ImportText.ReadPositions(row.Text("places")),
        Drained = row.Int32("drained") != 0,
        StartedAtMs = row.Int64("started_at"),
        UpdatedAtMs = row.Int64("updated_at"),
        FinishedAtMs = row.Int64OrNull("finished_at"),
        Failed = row.Int64("failed"),
        Encoding = row.TextOrNull("encoding"),
        Delimiter = row.TextOrNull("delimiter"),
        Columns = ImportText.ReadColumns(row.TextOrNull("columns")),
        Defaults = ImportText.ReadDefaults(row.TextOrNull("defaults")),
        Conflicts = row.Int64("conflicts"),
        LeadDeleted = row.Int64("lead_deleted"),
    };
}
