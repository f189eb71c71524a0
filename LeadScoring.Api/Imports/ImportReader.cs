using LeadScoring.Api.Http;
using LeadScoring.Contracts.Imports;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;

namespace LeadScoring.Api.Imports;

/// <summary>Imports as clients see them. Reading one also finds out whether its events have left the queue by now, and records that.</summary>
internal sealed class ImportReader(IImportStore store, IQueueMonitor queue, TimeProvider time)
{
    /// <summary>Milliseconds without an update after which a running import counts as dead. It is saved every second; the clocks of several machines may differ.</summary>
    private const long DeadAfterMs = 8_000;

    private const int MaxErrors = 20;

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<ImportResponse?> FindAsync(string id, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } import) return null;
        var response = ToResponse(await RefreshAsync(import, ct) ?? import, NowMs);
        return response with { Errors = await ErrorsAsync(response, ct) };
    }

    /// <param name="offset">How many of the newest are left out.</param>
    /// <param name="limit">How many at most.</param>
    public async Task<ImportResponse[]> ListAsync(int offset, int limit, CancellationToken ct)
    {
        var responses = new List<ImportResponse>();
        var isUnavailable = false;
        foreach (var import in (await store.ListAsync(offset + limit, ct)).Skip(offset))
        {
            var refreshed = isUnavailable ? import : await RefreshAsync(import, ct);
            isUnavailable |= refreshed is null;
            responses.Add(ToResponse(refreshed ?? import, NowMs));
        }

        return [.. responses];
    }

    private async Task<IReadOnlyList<ImportErrorResponse>> ErrorsAsync(ImportResponse import, CancellationToken ct)
    {
        if (import.Rejected + import.Conflicts + import.LeadDeleted == 0) return [];
        await foreach (var some in store.RejectsAsync(import.Id, ct)) return [.. some.Take(MaxErrors).Select(r => new ImportErrorResponse(r.Row, r.Reason))];
        return []; // they are saved with the next progress
    }

    /// <summary>The import with the results of its events up to now; null when the queue or the store is unavailable.</summary>
    private async Task<Import?> RefreshAsync(Import import, CancellationToken ct)
    {
        var isDead = IsDead(import, NowMs);
        if (import.Drained || (import.FinishedAtMs is null && !isDead)) return import;
        try
        {
            if (import.Positions.Count > 0 && !await queue.ArePassedAsync(import.Positions, ct)) return import;
            if (isDead && !await IsBulkLaneEmptyAsync(ct)) return import;
            await store.DrainedAsync(import.Id, ct);

            // Events are counted before they leave the queue, so the counts are final now.
            return await store.FindAsync(import.Id, ct) ?? import with { Drained = true };
        }
        catch (Exception e) when (e is QueueUnavailableException or StoreUnavailableException)
        {
            return null;
        }
    }

    /// <summary>A process that died may not have saved the last positions that it appended to.</summary>
    private async Task<bool> IsBulkLaneEmptyAsync(CancellationToken ct) =>
        (await queue.StatsAsync(ct)).Partitions.All(p => p.Lane != Lane.Bulk || p.Waiting + p.Active + p.Delayed == 0);

    private static bool IsDead(Import i, long nowMs) => i.FinishedAtMs is null && nowMs - i.UpdatedAtMs > DeadAfterMs;

    /// <summary>
    /// Commits update the scored events at once, the reading process saves its own counts every second: these may be behind, and stay behind if
    /// it died. What was scored has been read and queued, whatever the record says.
    /// </summary>
    private static ImportResponse ToResponse(Import i, long nowMs)
    {
        var queued = Math.Max(i.Queued, i.Scored + i.Failed);
        var rows = Math.Max(i.Rows, queued + i.Duplicates + i.Conflicts + i.LeadDeleted + i.Rejected);
        var open = queued - i.Scored - i.Failed; // once the queue is drained: those that turned out to be duplicates
        var isDead = IsDead(i, nowMs);
        return new(
            i.Id, i.Kind == ImportKind.Events ? "events" : "leads", i.FileName, i.Format, i.Encoding, i.Delimiter, [.. i.Columns.Select(c => new ImportColumnResponse(c.Name, c.Field))], [.. i.Defaults.Select(d => new ImportDefaultResponse(d.Field, d.Rows))], isDead ? "interrupted" : StateOf(i),
            isDead ? "The process that read the file has died. Send the file again: what had arrived counts once." : i.Error, i.CreateLeads,
            i.Bytes, i.TotalBytes, rows, queued, i.Drained ? 0 : open, i.Scored, i.Failed, i.Duplicates + (i.Drained ? open : 0), i.Conflicts, i.LeadDeleted, i.Rejected, i.CreatedLeads,
            i.StartedAtMs.ToTime(), i.UpdatedAtMs.ToTime(), i.FinishedAtMs.ToTime(), []);
    }

    private static string StateOf(Import i) => i.State switch
    {
        ImportState.Running => "running",
        ImportState.Finished => i.Drained ? "completed" : "processing",
        ImportState.Interrupted => "interrupted",
        _ => "failed",
    };
}
