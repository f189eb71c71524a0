using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Imports;

internal sealed class SqliteImportStore(SqliteFile file) : IImportStore
{
    private const int RejectBlocksPerDelete = 20;

    public async Task AddAsync(Import import, CancellationToken ct)
    {
        var old = await file.WriteAsync(
            session =>
            {
                ImportRows.Add(session, import);
                return ImportRows.NewestBeyond(session, IImportStore.MaxImports);
            },
            ct);
        try
        {
            while (old is not null && await file.WriteAsync(session => ImportRows.Remove(session, old, RejectBlocksPerDelete), ct)) await Task.Delay(1, ct);
        }
        catch (StoreUnavailableException)
        {
            // The next import's AddAsync removes it.
        }
    }

    public Task SaveAsync(Import import, IReadOnlyList<RejectedRow> rejected, CancellationToken ct)
    {
        var data = rejected.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(rejected);
        return file.WriteAsync(
            session =>
            {
                ImportRows.Save(session, import);
                if (data is not null) ImportRows.AddRejects(session, import.Id, data);
                return true;
            },
            ct);
    }

    public Task<Import?> FindAsync(string id, CancellationToken ct) => file.ReadAsync(session => ImportRows.Find(session, id), ct);

    public async Task<IReadOnlyList<Import>> ListAsync(int limit, CancellationToken ct) =>
        await file.ReadAsync(session => ImportRows.Newest(session, limit), ct);

    public Task DrainedAsync(string id, CancellationToken ct) => file.WriteAsync(
        session =>
        {
            ImportRows.Drained(session, id);
            return true;
        },
        ct);

    public async IAsyncEnumerable<IReadOnlyList<RejectedRow>> RejectsAsync(string id, [EnumeratorCancellation] CancellationToken ct)
    {
        var last = 0L;
        while (await file.ReadAsync(session => Chunk(session, id, last), ct) is var (seq, data))
        {
            yield return JsonSerializer.Deserialize<List<RejectedRow>>(data)!;
            last = seq;
        }
    }

    private static (long Seq, byte[] Data)? Chunk(SqlSession session, string id, long after)
    {
        using var row = session.Use("SELECT seq, data FROM import_rejects WHERE import_id = $import AND seq > $after ORDER BY seq LIMIT 1")
            .Bind("import", id).Bind("after", after);
        return row.Read() ? (row.Int64("seq"), row.Bytes("data").ToArray()) : null;
    }
}

/// <summary>Reads and writes <c>imports</c> and <c>import_rejects</c>.</summary>
internal static class ImportRows
{
    private const string Columns = """
        SELECT id, kind, file_name, format, state, error, create_leads, bytes, total_bytes, rows, queued, duplicates, rejected,
            created_leads, scored, places, drained, started_at, updated_at, finished_at, failed
        FROM imports
        """;

    private const string ById = Columns + " WHERE id = $id";
    private const string NewestFirst = Columns + " ORDER BY id DESC LIMIT $limit";

    public static void Add(SqlSession session, Import import)
    {
        session.Use("""
            INSERT INTO imports VALUES
                ($id, $kind, $file_name, NULL, 0, NULL, $create_leads, 0, $total_bytes, 0, 0, 0, 0, 0, 0, 0, '', 0, $started_at, $started_at, NULL)
            """)
            .Bind("id", import.Id).Bind("kind", (int)import.Kind).Bind("file_name", import.FileName)
            .Bind("create_leads", import.CreateLeads ? 1 : 0).Bind("total_bytes", import.TotalBytes).Bind("started_at", import.StartedAtMs).Run();
    }

    public static void Save(SqlSession session, Import import) =>
        session.Use("""
            UPDATE imports SET format = $format, state = $state, error = $error, bytes = $bytes, rows = $rows, queued = $queued,
                duplicates = $duplicates, rejected = $rejected, created_leads = $created_leads, places = $positions,
                updated_at = $updated_at, finished_at = $finished_at, drained = 0
            WHERE id = $id
            """)
            .Bind("format", import.Format).Bind("state", (int)import.State).Bind("error", import.Error).Bind("bytes", import.Bytes)
            .Bind("rows", import.Rows).Bind("queued", import.Queued).Bind("duplicates", import.Duplicates).Bind("rejected", import.Rejected)
            .Bind("created_leads", import.CreatedLeads).Bind("positions", ImportPositions.Write(import.Positions))
            .Bind("updated_at", import.UpdatedAtMs).Bind("finished_at", import.FinishedAtMs).Bind("id", import.Id).Run();

    /// <summary>Adds events that were committed.</summary>
    public static void Scored(SqlSession session, string id, int events) =>
        session.Use("UPDATE imports SET scored = scored + $events WHERE id = $id").Bind("events", events).Bind("id", id).Run();

    /// <summary>Adds events that went to the dead letters; negative: that are retried.</summary>
    public static void Failed(SqlSession session, string id, int events) =>
        session.Use("UPDATE imports SET failed = failed + $events WHERE id = $id").Bind("events", events).Bind("id", id).Run();

    public static void Drained(SqlSession session, string id) =>
        session.Use("UPDATE imports SET drained = 1 WHERE id = $id").Bind("id", id).Run();

    public static Import? Find(SqlSession session, string id)
    {
        using var row = session.Use(ById).Bind("id", id);
        return row.Read() ? Map(row) : null;
    }

    public static List<Import> Newest(SqlSession session, int limit)
    {
        using var rows = session.Use(NewestFirst).Bind("limit", limit);
        var imports = new List<Import>();
        while (rows.Read()) imports.Add(Map(rows));
        return imports;
    }

    /// <summary>The newest import beyond the <paramref name="limit"/> newest; null when there is none.</summary>
    public static string? NewestBeyond(SqlSession session, int limit)
    {
        using var row = session.Use("SELECT id FROM imports ORDER BY id DESC LIMIT 1 OFFSET $limit").Bind("limit", limit);
        return row.Read() ? row.Text("id") : null;
    }

    /// <summary>Removes up to <paramref name="limit"/> blocks of rejected rows, after the last one the import itself; false when nothing is left.</summary>
    public static bool Remove(SqlSession session, string id, int limit)
    {
        var removed = session.Use("DELETE FROM import_rejects WHERE seq IN (SELECT seq FROM import_rejects WHERE import_id = $import LIMIT $limit)")
            .Bind("import", id).Bind("limit", limit).Run();
        if (removed == limit) return true;
        session.Use("DELETE FROM imports WHERE id = $id").Bind("id", id).Run();
        return false;
    }

    public static void AddRejects(SqlSession session, string import, byte[] data) =>
        session.Use("INSERT INTO import_rejects(import_id, data) VALUES ($import, $data)").Bind("import", import).BindBlob("data", data).Run();

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
        Positions = ImportPositions.Read(row.Text("places")),
        Drained = row.Int32("drained") != 0,
        StartedAtMs = row.Int64("started_at"),
        UpdatedAtMs = row.Int64("updated_at"),
        FinishedAtMs = row.Int64OrNull("finished_at"),
        Failed = row.Int64("failed"),
    };
}
