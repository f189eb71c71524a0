using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Streams.Queue;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Leases;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// Puts batches together from the partitions held: first what was left pending, then what is due again and live; bulk gets
/// only what live leaves free.
/// </summary>
internal sealed class LaneReader(
    IConnectionMultiplexer redis, PartitionLeases leases, WorkerIdentity me, DelayedEntries delayed,
    IOptions<StreamOptions> streams, IOptions<WorkerOptions> options)
{
    private readonly Dictionary<int, (long Epoch, PartitionStream Live, PartitionStream Bulk)> _owned = [];
    private readonly List<PendingReclaim> _reclaims = [];
    private readonly HashSet<int> _everOwned = [];
    private int _leftForBulk;
    private bool _lastWasBulk;
    private Task<List<Delivery>>? _ahead;

    public BatchBudget Budget { get; } = new(options.Value.CommitTargetMs, options.Value.LiveBatch);

    private IEnumerable<PartitionStream> Streams => _owned.Values.SelectMany(o => new[] { o.Live, o.Bulk });

    /// <summary>
    /// Whatever is there now; empty when nothing is. When a command takes too long this ends, and with it all use of the reader's state:
    /// what Redis still delivers stays pending, for <see cref="ReclaimAllAsync"/>.
    /// </summary>
    public async Task<List<Delivery>> ReadAsync(CancellationToken ct)
    {
        FollowLeases();
        if (_owned.Count == 0) return [];
        while (_reclaims.Count > 0)
        {
            var taken = await ReclaimAsync(ct);
            if (taken.Count > 0) return taken;
        }

        var bulk = await ReadBulkAsync(ct);
        if (bulk.Count > 0) return bulk;
        var live = await delayed.TakeDueAsync([.. Streams], ct);
        live.AddRange(await ReadNewAsync(o => o.Live, options.Value.LiveBatch, ct));
        _leftForBulk = Math.Max(0, Budget.Size - live.Count);
        _lastWasBulk = false;
        return live.Count > 0 ? live : await ReadBulkAsync(ct);
    }

    /// <summary>
    /// Reads the next bulk events while the current ones are committed, so that Redis and the store work at the same time.
    /// Live is never read ahead: it would be older when its turn comes.
    /// </summary>
    public void ReadAhead(CancellationToken ct)
    {
        if (_lastWasBulk && _ahead is null && _reclaims.Count == 0 && _owned.Count > 0) _ahead = ReadNewAsync(o => o.Bulk, Budget.Size, ct);
    }

    /// <summary>What was read ahead and not asked for yet.</summary>
    public async Task<List<Delivery>> TakeAheadAsync()
    {
        if (_ahead is not { } ahead) return [];
        _ahead = null;
        return await ahead;
    }

    /// <summary>After trouble: nothing is in hand any more, so everything pending has to be taken up again.</summary>
    public async Task ReclaimAllAsync(bool counted)
    {
        // What was read ahead is pending by now, or the reply got lost; either way it is taken up with the rest.
        await ((Task)TakeAheadAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _reclaims.Clear();
        _reclaims.AddRange(Streams.Select(stream => Reclaim(stream, counted)));
    }

    /// <summary>
    /// Bulk gets what the last live batch left of the budget, in a batch of its own: so a live event waits for one bulk
    /// commit at most, and is announced without waiting for the bulk events that it would share a commit with.
    /// </summary>
    private async Task<List<Delivery>> ReadBulkAsync(CancellationToken ct)
    {
        var count = _leftForBulk;
        _leftForBulk = 0;
        if (count == 0) return [];
        var bulk = _ahead is null ? await ReadNewAsync(o => o.Bulk, count, ct) : await TakeAheadAsync();
        _lastWasBulk = bulk.Count > 0;
        return bulk;
    }

    private void FollowLeases()
    {
        var held = leases.Held();
        foreach (var lost in _owned.Keys.Where(p => !held.ContainsKey(p)).ToArray()) Forget(lost);
        foreach (var (partition, epoch) in held)
        {
            if (_owned.TryGetValue(partition, out var owned) && owned.Epoch == epoch) continue;
            Forget(partition);
            var (live, bulk) = (Stream(Lane.Live, partition), Stream(Lane.Bulk, partition));
            _owned[partition] = (epoch, live, bulk);

            // The first time, what is pending broke off with some process. Later on this one was merely too slow to renew.
            var counted = _everOwned.Add(partition);
            _reclaims.AddRange([Reclaim(live, counted), Reclaim(bulk, counted)]);
        }
    }

    private void Forget(int partition)
    {
        _owned.Remove(partition);
        _reclaims.RemoveAll(r => r.Partition == partition);
    }

    private PartitionStream Stream(Lane lane, int partition) => new(redis.GetDatabase(), lane, partition, me.Name);

    private PendingReclaim Reclaim(PartitionStream stream, bool counted) => new(stream, counted, streams.Value);

    private async Task<List<Delivery>> ReclaimAsync(CancellationToken ct)
    {
        var count = Math.Max(1, options.Value.LiveBatch / _reclaims.Count);
        var chunks = await Task.WhenAll(_reclaims.Select(async r => (Reclaim: r, Taken: await r.NextAsync(count, ct))));
        foreach (var (reclaim, taken) in chunks)
        {
            if (taken is null) _reclaims.Remove(reclaim);
        }

        return [.. chunks.SelectMany(chunk => chunk.Taken ?? [])];
    }

    private async Task<List<Delivery>> ReadNewAsync(
        Func<(long, PartitionStream Live, PartitionStream Bulk), PartitionStream> lane, int total, CancellationToken ct)
    {
        PartitionStream[] from = [.. _owned.Values.Select(lane)];
        var count = (total + from.Length - 1) / from.Length;
        var parts = await RedisGuard.RunAsync(() => Task.WhenAll(from.Select(stream => stream.ReadNewAsync(count))), streams.Value.CommandTimeoutMs, ct);
        return [.. from.Zip(parts).SelectMany(part => part.Second, (part, entry) => new Delivery(part.First, entry, 1))];
    }
}
