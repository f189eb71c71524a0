using LeadScoring.Core.Streams.Redis;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// Takes over what was delivered and never acknowledged, whoever had it: Redis does not redeliver by itself. What is
/// backing off stays so.
/// </summary>
/// <param name="counted">Whether the earlier delivery counts as an attempt.</param>
internal sealed class PendingReclaim(PartitionStream stream, bool counted)
{
    private string? _after;
    private bool _prepared;

    public int Partition => stream.Partition;

    /// <summary>The next ones, possibly none of a chunk; null when all were taken.</summary>
    public async Task<List<Delivery>?> NextAsync(int count)
    {
        if (!_prepared) await stream.EnsureGroupAsync();
        _prepared = true;
        var pending = await stream.PendingAsync(_after, count);
        if (pending.Count == 0) return null;

        _after = pending[^1].Id;
        var delayed = await stream.AreDelayedAsync([.. pending.Select(p => p.Id)]);
        var mine = pending.Where((_, i) => !delayed[i]).ToDictionary(p => p.Id, p => p.Deliveries, StringComparer.Ordinal);
        var entries = await stream.ClaimAsync([.. mine.Keys], counted);
        return [.. entries.Select(entry => new Delivery(stream, entry, Math.Max(1, mine[entry.Id] + (counted ? 1 : 0))))];
    }
}
