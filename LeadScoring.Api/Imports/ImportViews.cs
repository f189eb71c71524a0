using LeadScoring.Contracts.Imports;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;

namespace LeadScoring.Api.Imports;

/// <summary>Imports as clients see them: whoever looks finds out whether their events have left the queue.</summary>
internal sealed class ImportViews(IImportStore store, IQueueMonitor queue, TimeProvider time)
{
    public async Task<ImportResponse?> FindAsync(string id, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } import ? Of(await FollowAsync(import, ct) ?? import) : null;

    public async Task<ImportResponse[]> ListAsync(int limit, CancellationToken ct)
    {
        var views = new List<ImportResponse>();
        var away = false;
        foreach (var import in await store.ListAsync(limit, ct))
        {
            var followed = away ? import : await FollowAsync(import, ct);
            away |= followed is null;
            views.Add(Of(followed ?? import));
        }

        return [.. views];
    }

    private ImportResponse Of(Import import) => import.ToResponse(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The import with what became of its events since; null when the queue or the store does not say.</summary>
    private async Task<Import?> FollowAsync(Import import, CancellationToken ct)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (import.Drained || !import.HasEnded(nowMs)) return import;
        try
        {
            if (import.Positions.Count > 0 && !await queue.ArePassedAsync(import.Positions, ct)) return import;
            if (import.HasDied(nowMs) && !await IsBulkLaneEmptyAsync(ct)) return import;
            await store.DrainedAsync(import.Id, ct);

            // Counted before they left the queue, so the counts are final now.
            return await store.FindAsync(import.Id, ct) ?? import with { Drained = true };
        }
        catch (Exception e) when (e is QueueUnavailableException or StoreUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Of a process that died, nobody knows the last places that it appended to.</summary>
    private async Task<bool> IsBulkLaneEmptyAsync(CancellationToken ct) =>
        (await queue.StatsAsync(ct)).Partitions.All(p => p.Lane != Lane.Bulk || p.Waiting + p.Active + p.Delayed == 0);
}
