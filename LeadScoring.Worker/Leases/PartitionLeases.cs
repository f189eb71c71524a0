using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams.Redis;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Worker.Leases;

/// <summary>
/// Who works on which partition: an optimisation, for the store alone decides what counts. With a single-writer store one
/// lease stands for all partitions; else each partition has one and workers take a fair share.
/// </summary>
internal sealed class PartitionLeases
{
    private readonly IConnectionMultiplexer _redis;
    private readonly WorkerRoster _roster;
    private readonly string _me;
    private readonly WorkerOptions _options;
    private readonly int _timeoutMs;
    private readonly TimeProvider _time;
    private readonly bool _shared;
    private readonly PartitionLease[] _leases;
    private readonly Lock _gate = new();

    public PartitionLeases(
        IConnectionMultiplexer redis, IStoreInfo store, WorkerRoster roster, WorkerIdentity me,
        IOptions<StreamOptions> streams, IOptions<WorkerOptions> options, TimeProvider time)
    {
        (_redis, _roster, _me, _options, _time, _shared) = (redis, roster, me.Name, options.Value, time, store.SharedWriters);
        _timeoutMs = Math.Min(streams.Value.CommandTimeoutMs, _options.LeaseMs);
        var partitions = Enumerable.Range(0, streams.Value.Partitions).ToArray();
        _leases = _shared
            ? [.. partitions.Select(p => new PartitionLease(StreamKeys.Lease(p), [p]))]
            : [new PartitionLease(StreamKeys.WholeLease, partitions)];
    }

    /// <summary>Raised after a lease was gained.</summary>
    public event Action? Gained;

    /// <summary>The partitions that are surely ours now, with the epoch of their lease.</summary>
    public IReadOnlyDictionary<int, long> Held()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            return _leases.Where(lease => lease.IsHeldAt(now))
                .SelectMany(lease => lease.Partitions, (lease, partition) => (partition, lease.Epoch))
                .ToDictionary(held => held.partition, held => held.Epoch);
        }
    }

    /// <summary>One round: renew what is held, give up what is too much, take what is free. Returns whether any is held.</summary>
    public Task<bool> KeepAsync(CancellationToken ct) => RedisGuard.RunAsync(KeepAsync, _timeoutMs, ct);

    public Task ReleaseAsync(CancellationToken ct) =>
        RedisGuard.RunAsync(() => Task.WhenAll(_leases.Where(IsHeld).Select(ReleaseAsync)), _timeoutMs, ct);

    private async Task<bool> KeepAsync()
    {
        foreach (var lease in _leases.Where(l => l.ValidUntil > 0).ToArray()) await RenewAsync(lease);
        var share = _shared ? await FairShareAsync() : 1;
        foreach (var surplus in _leases.Where(IsHeld).Skip(share).ToArray()) await ReleaseAsync(surplus);
        foreach (var lease in InMyOrder().Where(l => !IsHeld(l)))
        {
            if (_leases.Count(IsHeld) >= share) break;
            await TryGainAsync(lease);
        }

        return _leases.Any(IsHeld);
    }

    private async Task RenewAsync(PartitionLease lease)
    {
        var until = ValidUntil();
        var renewed = await CompareAndExtendAsync(lease);
        lock (_gate)
        {
            if (renewed) lease.Renew(until);
            else lease.Lose();
        }
    }

    /// <summary>A lease under our own name is what an earlier life of this worker left: it is ours.</summary>
    private async Task TryGainAsync(PartitionLease lease)
    {
        var until = ValidUntil();
        var gained = await _redis.GetDatabase().StringSetAsync(lease.Key, _me, TimeSpan.FromMilliseconds(_options.LeaseMs), When.NotExists)
            || await CompareAndExtendAsync(lease);
        if (!gained) return;
        lock (_gate) lease.Gain(until);
        Gained?.Invoke();
    }

    private async Task ReleaseAsync(PartitionLease lease)
    {
        lock (_gate) lease.Lose();
        await _redis.GetDatabase().ScriptEvaluateAsync(LeaseScripts.Release, [lease.Key], [_me]);
    }

    private async Task<bool> CompareAndExtendAsync(PartitionLease lease) =>
        (long)await _redis.GetDatabase().ScriptEvaluateAsync(LeaseScripts.Renew, [lease.Key], [_me, _options.LeaseMs]) == 1;

    /// <summary>
    /// Partitions over workers, rounded up. Whoever said to hold some and is named by no lease is gone, before its heartbeat is old enough to
    /// tell: else its share would stand still for that long.
    /// </summary>
    private async Task<int> FairShareAsync()
    {
        var named = await Task.WhenAll(_leases.Select(lease => _redis.GetDatabase().StringGetAsync(lease.Key)));
        var owners = named.Select(owner => (string?)owner).ToHashSet(StringComparer.Ordinal);
        var others = (await _roster.LiveAsync()).Count(worker => worker.Key != _me && (worker.Value.Partitions == 0 || owners.Contains(worker.Key)));
        return (_leases.Length + others) / (others + 1);
    }

    /// <summary>Every worker starts elsewhere, so that two of them seldom try for the same one.</summary>
    private IEnumerable<PartitionLease> InMyOrder()
    {
        var start = PartitionHash.Of(_me, _leases.Length);
        return _leases[start..].Concat(_leases[..start]);
    }

    private bool IsHeld(PartitionLease lease) => lease.IsHeldAt(_time.GetTimestamp());

    /// <summary>Counted from before the command is sent, so that it ends before Redis's own clock lets it expire.</summary>
    private long ValidUntil() => _time.GetTimestamp() + _options.LeaseMs * _time.TimestampFrequency / 1000;
}
