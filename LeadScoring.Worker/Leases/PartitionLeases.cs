using LeadScoring.Core.Stores;
using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Streams.Queue;
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
    private readonly StreamOptions _streams;
    private readonly TimeProvider _time;
    private readonly bool _shared;
    private readonly PartitionLease[] _leases;
    private readonly Lock _gate = new();

    public PartitionLeases(
        IConnectionMultiplexer redis, IStoreInfo store, WorkerRoster roster, WorkerIdentity me,
        IOptions<StreamOptions> streams, IOptions<WorkerOptions> options, TimeProvider time)
    {
        (_redis, _roster, _me, _streams, _options, _time, _shared) = (redis, roster, me.Name, streams.Value, options.Value, time, store.SharedWriters);
        var partitions = Enumerable.Range(0, _streams.Partitions).ToArray();
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

    /// <summary>
    /// One round: renew what is held, give up what is too much, take what is free. Returns whether any is held. When Redis does not
    /// answer the round ends there, and changes nothing afterwards.
    /// </summary>
    public async Task<bool> KeepAsync(CancellationToken ct)
    {
        foreach (var lease in _leases.Where(l => l.ValidUntil > 0).ToArray()) await RenewAsync(lease, ct);
        var share = _shared ? await FairShareAsync(ct) : 1;
        foreach (var surplus in _leases.Where(IsHeld).Skip(share).ToArray()) await ReleaseAsync(surplus, ct);
        foreach (var lease in InMyOrder().Where(l => !IsHeld(l)))
        {
            if (_leases.Count(IsHeld) >= share) break;
            await TryGainAsync(lease, ct);
        }

        return _leases.Any(IsHeld);
    }

    /// <summary>Also what is not known to be held: the reply that said so may have come too late.</summary>
    public Task ReleaseAsync(CancellationToken ct) => Task.WhenAll(_leases.Select(lease => ReleaseAsync(lease, ct)));

    private async Task RenewAsync(PartitionLease lease, CancellationToken ct)
    {
        var until = ValidUntil();
        var renewed = await CompareAndExtendAsync(lease, ct);
        lock (_gate)
        {
            if (renewed) lease.Renew(until);
            else lease.Lose();
        }
    }

    /// <summary>A lease under our own name is what an earlier life of this worker left: it is ours.</summary>
    private async Task TryGainAsync(PartitionLease lease, CancellationToken ct)
    {
        var until = ValidUntil();
        var gained = await GuardAsync(db => db.StringSetAsync(lease.Key, _me, TimeSpan.FromMilliseconds(_options.LeaseMs), When.NotExists), ct)
            || await CompareAndExtendAsync(lease, ct);
        if (!gained) return;
        lock (_gate) lease.Gain(until);
        Gained?.Invoke();
    }

    private async Task ReleaseAsync(PartitionLease lease, CancellationToken ct)
    {
        lock (_gate) lease.Lose();
        await GuardAsync(db => db.ScriptEvaluateAsync(LeaseScripts.Release, [lease.Key], [_me]), ct);
    }

    private async Task<bool> CompareAndExtendAsync(PartitionLease lease, CancellationToken ct) =>
        (long)await GuardAsync(db => db.ScriptEvaluateAsync(LeaseScripts.Renew, [lease.Key], [_me, _options.LeaseMs]), ct) == 1;

    /// <summary>
    /// Partitions over workers, rounded up. Whoever said to hold some and is named by no lease is gone, before its heartbeat is old enough to
    /// tell: else its share would stand still for that long.
    /// </summary>
    private async Task<int> FairShareAsync(CancellationToken ct)
    {
        var named = await GuardAsync(db => Task.WhenAll(_leases.Select(lease => db.StringGetAsync(lease.Key))), ct);
        var owners = named.Select(owner => (string?)owner).ToHashSet(StringComparer.Ordinal);
        var others = (await GuardAsync(_ => _roster.LiveAsync(), ct)).Count(worker => worker.Key != _me && (worker.Value.Partitions == 0 || owners.Contains(worker.Key)));
        return (_leases.Length + others) / (others + 1);
    }

    /// <summary>Every worker starts elsewhere, so that two of them seldom try for the same one.</summary>
    private IEnumerable<PartitionLease> InMyOrder()
    {
        var start = PartitionHash.Of(_me, _leases.Length);
        return _leases[start..].Concat(_leases[..start]);
    }

    private Task<T> GuardAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken ct) =>
        RedisGuard.RunAsync(() => command(_redis.GetDatabase()), Math.Min(_streams.CommandTimeoutMs, _options.LeaseMs), ct);

    private bool IsHeld(PartitionLease lease) => lease.IsHeldAt(_time.GetTimestamp());

    /// <summary>Counted from before the command is sent, so that it ends before Redis's own clock lets it expire.</summary>
    private long ValidUntil() => _time.GetTimestamp() + _options.LeaseMs * _time.TimestampFrequency / 1000;
}
