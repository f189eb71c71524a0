using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Imports;

internal sealed class ImportStore(IStoreDatabase database) : IImportStore
{
    private const int RejectBlocksPerDelete = 20;

    public async Task AddAsync(Import import, CancellationToken ct)
    {
        var old = await database.WriteAsync(session => Add(session, import), ct);
        try
        {
            while (old is not null && await database.WriteAsync(session => Remove(session, old), ct)) await Task.Delay(1, ct);
        }
        catch (StoreUnavailableException)
        {
            // The next import's AddAsync removes it.
        }
    }

    public Task SaveAsync(Import import, IReadOnlyList<RejectedRow> rejected, CancellationToken ct)
    {
        var rows = rejected.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(rejected);
        return database.WriteAsync(session => Save(session, import, rejected, rows), ct);
    }

    public Task<Import?> FindAsync(string id, CancellationToken ct) => database.ReadAsync(session => session.Imports.Find(id), ct);

    public async Task<IReadOnlyList<Import>> ListAsync(int limit, CancellationToken ct) =>
        await database.ReadAsync(session => session.Imports.Newest(limit), ct);

    public Task DrainedAsync(string id, CancellationToken ct) => database.WriteAsync(session => SetDrained(session, id), ct);

    public async IAsyncEnumerable<IReadOnlyList<RejectedRow>> RejectsAsync(string id, [EnumeratorCancellation] CancellationToken ct)
    {
        var last = 0L;
        while (await database.ReadAsync(session => session.Imports.RejectsAfter(id, last), ct) is var (seq, rows))
        {
            yield return JsonSerializer.Deserialize<List<RejectedRow>>(rows)!;
            last = seq;
        }
    }

    /// <summary>The import that is one too many, or null.</summary>
    private static string? Add(IStoreSession session, Import import)
    {
        session.Imports.Add(import);
        return session.Imports.NewestBeyond(IImportStore.MaxImports);
    }

    private static bool Save(IStoreSession session, Import import, IReadOnlyList<RejectedRow> rejected, byte[]? rows)
    {
        session.Imports.Save(import);
        if (rows is not null) session.Imports.AddRejects(import.Id, rejected[0].Row, rows);
        return true;
    }

    private static bool SetDrained(IStoreSession session, string id)
    {
        session.Imports.Drained(id);
        return true;
    }

    /// <summary>Removes some rejected rows, after the last ones the import itself; false when nothing is left.</summary>
    private static bool Remove(IStoreSession session, string id)
    {
        if (session.Imports.RemoveRejects(id, RejectBlocksPerDelete) == RejectBlocksPerDelete) return true;
        session.Imports.Remove(id);
        return false;
    }
}
