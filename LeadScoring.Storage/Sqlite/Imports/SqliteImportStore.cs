using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Imports;

internal sealed class SqliteImportStore(SqliteFile file) : IImportStore
{
    private const int RemovedAtATime = 20;

    public async Task AddAsync(Import import, CancellationToken ct)
    {
        var old = await file.WriteAsync(
            session =>
            {
                ImportRows.Add(session, import);
                return ImportRows.Oldest(session, IImportStore.Kept);
            },
            ct);
        try
        {
            while (old is not null && await file.WriteAsync(session => ImportRows.Remove(session, old, RemovedAtATime), ct)) await Task.Delay(1, ct);
        }
        catch (StoreUnavailableException)
        {
            // The next one removes it.
        }
    }

    public Task SaveAsync(Import import, IReadOnlyList<RejectedRow> rejected, CancellationToken ct)
    {
        var data = rejected.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(rejected);
        return file.WriteAsync(
            session =>
            {
                ImportRows.Save(session, import);
                if (data is not null) session.Use("INSERT INTO import_rejects(import_id, data) VALUES (?1, ?2)").Bind(import.Id).BindBlob(data).Run();
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
        using var row = session.Use("SELECT seq, data FROM import_rejects WHERE import_id = ?1 AND seq > ?2 ORDER BY seq LIMIT 1").Bind(id).Bind(after);
        return row.Read() ? (row.Int64(0), row.Bytes(1).ToArray()) : null;
    }
}
