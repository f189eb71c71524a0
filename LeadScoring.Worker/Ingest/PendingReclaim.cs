using LeadScoring.Streams;
using LeadScoring.Streams.Queue;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// Takes over what was delivered and never acknowledged, whoever had it: Redis does not redeliver by itself. What is
/// backing off stays so.
/// </summary>
/// <param name="counted">Whether the earlier delivery counts as an attempt.</param>
internal sealed class PendingReclaim(PartitionStream stream, bool counted, StreamOptions options)
{
    private string? _after;
    private bool _prepared;

    public int Partition => stream.Partition;

    /// <summary>The next ones, possibly none of a chunk; null when all were taken.</summary>
    public async Task<List<Delivery>?> NextAsync(int count, CancellationToken ct)
    {
        if (!_prepared) await RedisGuard.RunAsync(stream.EnsureGroupAsync, options.CommandTimeoutMs, ct);
        _prepared = true;
        var pending = await RedisGuard.RunAsync(() => stream.PendingAsync(_after, count), options.CommandTimeoutMs, ct);
        if (pending.Count == 0) return null;

        _after = pending[^1].Id;
        var delayed = await RedisGuard.RunAsync(() => stream.AreDelayedAsync([.. pending.Select(p => p.Id)]), options.CommandTimeoutMs, ct);
        var mine = pending.Where((_, i) => !delayed[i]).ToDictionary(p => p.Id, p => p.Deliveries, StringComparer.Ordinal);
        var entries = await RedisGuard.RunAsync(() => stream.ClaimAsync([.. mine.Keys], counted), options.CommandTimeoutMs, ct);
        return [.. entries.Select(entry => new Delivery(stream, entry, Math.Max(1, mine[entry.Id] + (counted ? 1 : 0))))];
    }
}
