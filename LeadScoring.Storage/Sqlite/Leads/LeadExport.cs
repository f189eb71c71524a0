using System.Runtime.CompilerServices;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>
/// All leads of a query. Which ones and in what order is settled in one snapshot, of which 8 bytes per lead are kept. Their rows
/// are read some hundred at a time, so that nothing of the store is held while they travel to whoever asked.
/// </summary>
internal sealed class LeadExport(SqliteFile file, LeadTableFeed table, LeadQuery query)
{
    private const int ChunkSize = 500;

    public async IAsyncEnumerable<IReadOnlyList<Lead>> RunAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var numbers = query.IsFiltered ? await MatchingAsync(ct) : await table.AskAsync(session => LeadPages.AllNumbers(session, query.Sort), ct);
        for (var at = 0; at < numbers.Count; at += ChunkSize)
        {
            var chunk = numbers.GetRange(at, Math.Min(ChunkSize, numbers.Count - at));
            var leads = await file.ReadAsync(session => LeadPages.Rows(session, chunk), ct);
            if (leads.Count > 0) yield return leads;
        }
    }

    /// <summary>Sorted outside of the snapshot and of the table's lock, for which others wait.</summary>
    private async Task<List<long>> MatchingAsync(CancellationToken ct)
    {
        var keys = await table.AskAsync(session => table.Keys(session, query), ct);
        Array.Sort(keys);
        var numbers = new List<long>(keys.Length);
        foreach (var key in keys) numbers.Add(key.Number);
        return numbers;
    }
}
