using LeadScoring.Core.Imports;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;

namespace LeadScoring.Api.Imports;

/// <summary>Imports as clients see them: whoever looks finds out whether their events have left the queue.</summary>
internal sealed class ImportViews(IImportStore store, IQueueMonitor queue, TimeProvider time)
{
    public async Task<ImportJson?> FindAsync(string id, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } import ? await OfAsync(import, ct) : null;

    public async Task<ImportJson[]> ListAsync(int limit, CancellationToken ct)
    {
        var views = new List<ImportJson>();
        foreach (var import in await store.ListAsync(limit, ct)) views.Add(await OfAsync(import, ct));
        return [.. views];
    }

    private async Task<ImportJson> OfAsync(Import import, CancellationToken ct)
    {
        if (!import.Drained && import.FinishedAtMs is not null && await ArePassedAsync(import, ct))
        {
            await store.DrainedAsync(import.Id, ct);

            // Counted before they left the queue, so the counts are final now.
            import = await store.FindAsync(import.Id, ct) ?? import with { Drained = true };
        }

        return ImportJson.Of(import, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private async Task<bool> ArePassedAsync(Import import, CancellationToken ct)
    {
        try
        {
            return import.Places.Count == 0 || await queue.ArePassedAsync(import.Places, ct);
        }
        catch (QueueUnavailableException)
        {
            return false;
        }
    }
}
