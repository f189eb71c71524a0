using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Streams.Queue;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Worker.Ingest;

/// <summary>Reads batches from the partitions that this worker holds, in the order of <see cref="ReadingOrder"/>.</summary>
internal sealed class LaneReader(
    IConnectionMultiplexer redis, PartitionLeases leases, WorkerIdentity me, DelayedEntries delayed,
    IOptions<StreamOptions> streams, IOptions<WorkerOptions> options)
{
    private readonly Dictionary<int, (long Epoch, PartitionStream Live, PartitionStream Bulk)> _owned = [];
    private readonly List<PendingReclaim> _reclaims = [];
    private readonly HashSet<int> _everOwned = [];
    private ReadingOrder _order = new(ReadingPhase.Idle);
    private Task<List<Delivery>>? _ahead;

    public BatchBudget Budget { get; } = new(options.Value.CommitTargetMs, options.Value.LiveBatch);

    private IEnumerable<PartitionStream> Streams => _owned.Values.SelectMany(o => new[] { o.Live, o.Bulk });

    /// <summary>
    /// The next batch; empty when there are no entries. When a command times out this throws and no longer uses the reader's state:
    /// entries that Redis delivers afterwards stay pending, until <see cref="ReclaimAllAsync"/>.
    /// </summary>
    public async Task<List<Delivery>> ReadAsync(CancellationToken ct)
    {
        FollowLeases();
        _order = _order.Begin(_owned.Count > 0, _reclaims.Count > 0);
        while (_order.Phase != ReadingPhase.Idle)
        {
            var batch = await ReadPhaseAsync(ct);
            _order = _order.After(batch.Count, _reclaims.Count > 0, Budget.Size);
            if (batch.Count > 0) return batch;
        }

        return [];
    }

    /// <summary>Begins to read the next bulk entries, if the order allows it, so that Redis and the store work at the same time.</summary>
    public void ReadAhead(CancellationToken ct)
    {
        if (_order.MayReadAhead && _ahead is null) _ahead = ReadNewAsync(o => o.Bulk, Budget.Size, ct);
    }

    /// <summary>The entries that were read ahead and not returned yet.</summary>
    public async Task<List<Delivery>> TakeAheadAsync()
    {
        if (_ahead is not { } ahead) return [];
        _ahead = null;
        return await ahead;
    }

    /// <summary>Reclaims every pending entry of this worker's partitions from now on. Call it only when no batch is being processed.</summary>
    /// <param name="stream">Of a partition and lane.</param>
/// <param name="asAttempt">Whether the earlier delivery counts as an attempt.</param>
/// <param name="limits">How long Redis may take, as it is set at each command.</param>
    public async Task ReclaimAllAsync(bool asAttempt)
    {
        // Entries that were read ahead are pending as well, whether their reply arrived or not, and are reclaimed with the others.
        await ((Task)TakeAheadAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _reclaims.Clear();
        _reclaims.AddRange(Streams.Select(stream => Reclaim(stream, asAttempt)));
    }

    private Task<List<Delivery>> ReadPhaseAsync(CancellationToken ct) => _order.Phase switch
    {
        ReadingPhase.Reclaiming => ReclaimAsync(ct),
        ReadingPhase.Live => ReadLiveAsync(ct),
        _ when _ahead is not null => TakeAheadAsync(),
        _ => ReadNewAsync(o => o.Bulk, _order.BulkBudget, ct),
    };

    private async Task<List<Delivery>> ReadLiveAsync(CancellationToken ct)
    {
        var live = await delayed.TakeDueAsync([.. Streams], ct);
        live.AddRange(await ReadNewAsync(o => o.Live, options.Value.LiveBatch, ct));
        return live;
    }

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
        var parts = await RedisCall.RunAsync(() => Task.WhenAll(from.Select(stream => stream.ReadNewAsync(count))), streams.Value.CommandTimeoutMs, ct);
        return [.. from.Zip(parts).SelectMany(part => part.Second, (part, entry) => new Delivery(part.First, entry, 1))];
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

            // Entries that are pending when a partition is first acquired were left by a process that ended, which counts as an attempt.
            // Later on, this worker only renewed its lease too late.
            var asAttempt = _everOwned.Add(partition);
            _reclaims.AddRange([Reclaim(live, asAttempt), Reclaim(bulk, asAttempt)]);
        }
    }

    private void Forget(int partition)
    {
        _owned.Remove(partition);
        _reclaims.RemoveAll(r => r.Partition == partition);
    }

    private PartitionStream Stream(Lane lane, int partition) => new(redis.GetDatabase(), lane, partition, me.Name);

    private PendingReclaim Reclaim(PartitionStream stream, bool asAttempt) => new(stream, asAttempt, streams.Value);
}

/// <summary>
/// Claims the pending entries of a stream, whichever consumer had them: Redis does not redeliver by itself. Entries that back off are left.
/// XPENDING and XCLAIM rather than XAUTOCLAIM, which would claim those too and does not return delivery counts.
/// </summary>
/// <param name="stream">Of a partition and lane.</param>
/// <param name="asAttempt">Whether the earlier delivery counts as an attempt.</param>
/// <param name="limits">How long Redis may take, as it is set at each command.</param>
internal sealed class PendingReclaim(PartitionStream stream, bool asAttempt, StreamOptions limits)
{
    private string _after = "0-0";
    private bool _hasGroup;

    public int Partition => stream.Partition;

    /// <summary>The next entries, possibly none; null when the end was reached.</summary>
    public async Task<List<Delivery>?> NextAsync(int count, CancellationToken ct)
    {
        if (!_hasGroup) await RedisCall.RunAsync(stream.EnsureGroupAsync, limits.CommandTimeoutMs, ct);
        _hasGroup = true;
        var pending = await RedisCall.RunAsync(() => stream.PendingAsync(_after, count), limits.CommandTimeoutMs, ct);
        if (pending.Length == 0) return null;

        _after = pending[^1].MessageId.ToString();
        var due = await RedisCall.RunAsync(() => stream.DueTimesAsync([.. pending.Select(p => p.MessageId)]), limits.CommandTimeoutMs, ct);
        var deliveries = pending.Where((_, i) => due[i] is null).ToDictionary(p => p.MessageId, p => p.DeliveryCount);
        var entries = await RedisCall.RunAsync(() => stream.ClaimAsync([.. deliveries.Keys], asAttempt), limits.CommandTimeoutMs, ct);
        return [.. entries.Select(entry => new Delivery(stream, entry, Math.Max(1, deliveries[entry.Id] + (asAttempt ? 1 : 0))))];
    }
}

/// <summary>One delivered entry.</summary>
/// <param name="Number">How often Redis has delivered the entry, this time included: from 1. It counts as the number of attempts.</param>
internal sealed record Delivery(PartitionStream Source, StreamEntry Entry, int Number)
{
    public DecodedEntry Content { get; } = EntryCodec.Decode(Entry.Payload, Number);
}
