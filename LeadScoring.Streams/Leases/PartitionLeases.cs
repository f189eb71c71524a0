using LeadScoring.Core.Queue;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.Leases;

/// <param name="Owner">The worker's name. A lease found under it was acquired before the worker restarted, and is taken back.</param>
/// <param name="LeaseMs">How long a lease lasts without renewal.</param>
/// <param name="SharesPartitions">True: a lease per partition, and workers take a fair share. False: one lease for all partitions.</param>
public sealed record LeaseSettings(string Owner, int LeaseMs, bool SharesPartitions);

/// <summary>
/// Which worker processes which partition. An optimisation only: two owners of a partition commit the same events, and the store counts
/// them once.
/// </summary>
public sealed class PartitionLeases
{
    private readonly IConnectionMultiplexer _redis;
    private readonly WorkerRoster _roster;
    private readonly LeaseSettings _settings;
    private readonly TimeProvider _time;
    private readonly TimeSpan _duration;
    private readonly int _timeoutMs;
    private readonly PartitionLease[] _leases;
    private readonly Lock _gate = new();

    public PartitionLeases(IConnectionMultiplexer redis, WorkerRoster roster, LeaseSettings settings, IOptions<StreamOptions> streams, TimeProvider time)
    {
        (_redis, _roster, _settings, _time) = (redis, roster, settings, time);
        (_duration, _timeoutMs) = (TimeSpan.FromMilliseconds(settings.LeaseMs), Math.Min(streams.Value.CommandTimeoutMs, settings.LeaseMs));
        var partitions = Enumerable.Range(0, streams.Value.Partitions).ToArray();
        _leases = settings.SharesPartitions
            ? [.. partitions.Select(p => new PartitionLease(StreamKeys.Lease(p), [p]))]
            : [new PartitionLease(StreamKeys.AllPartitionsLease, partitions)];
    }

    /// <summary>Raised after a lease was acquired.</summary>
    public event Action? Acquired;

    /// <summary>The partitions whose lease this worker holds now, with the lease's epoch.</summary>
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
    /// One round: renews the leases that are held, releases those beyond the fair share, acquires free ones. When Redis does not answer, the
    /// round ends there and changes nothing afterwards.
    /// </summary>
    /// <returns>Whether any lease is held.</returns>
    public async Task<bool> KeepAsync(CancellationToken ct)
    {
        foreach (var lease in _leases.Where(l => l.ValidUntil > 0).ToArray()) await RenewAsync(lease, ct).ConfigureAwait(false);
        var share = _settings.SharesPartitions ? await FairShareAsync(ct).ConfigureAwait(false) : 1;
        foreach (var surplus in _leases.Where(IsHeld).Skip(share).ToArray()) await ReleaseAsync(surplus, ct).ConfigureAwait(false);
        foreach (var lease in InOwnOrder().Where(l => !IsHeld(l)))
        {
            if (_leases.Count(IsHeld) >= share) break;
            await TryAcquireAsync(lease, ct).ConfigureAwait(false);
        }

        return _leases.Any(IsHeld);
    }

    /// <summary>Releases every lease, also those that are not known to be held: the reply to an acquisition may have been lost.</summary>
    public Task ReleaseAsync(CancellationToken ct) => Task.WhenAll(_leases.Select(lease => ReleaseAsync(lease, ct)));

    private async Task RenewAsync(PartitionLease lease, CancellationToken ct)
    {
        var validUntil = ValidUntil();
        var renewed = await RunAsync(db => lease.ExtendAsync(db, _settings.Owner, _duration), ct).ConfigureAwait(false);
        lock (_gate) lease.ValidUntil = renewed ? validUntil : 0;
    }

    private async Task TryAcquireAsync(PartitionLease lease, CancellationToken ct)
    {
        var validUntil = ValidUntil();
        var acquired = await RunAsync(db => db.LockTakeAsync(lease.Key, _settings.Owner, _duration), ct).ConfigureAwait(false)
            || await RunAsync(db => lease.ExtendAsync(db, _settings.Owner, _duration), ct).ConfigureAwait(false);
        if (!acquired) return;
        lock (_gate)
        {
            lease.Epoch++;
            lease.ValidUntil = validUntil;
        }

        Acquired?.Invoke();
    }

    private async Task ReleaseAsync(PartitionLease lease, CancellationToken ct)
    {
        lock (_gate) lease.ValidUntil = 0;
        await RunAsync(db => lease.ReleaseAsync(db, _settings.Owner), ct).ConfigureAwait(false);
    }

    /// <summary>
    /// Partitions divided by workers, rounded up. A worker whose heartbeat reports partitions but that owns no lease has died; it does not
    /// count, so that its share is taken before its heartbeat is stale.
    /// </summary>
    private async Task<int> FairShareAsync(CancellationToken ct)
    {
        var values = await RunAsync(db => Task.WhenAll(_leases.Select(lease => db.StringGetAsync(lease.Key))), ct).ConfigureAwait(false);
        var owners = values.Select(owner => (string?)owner).ToHashSet(StringComparer.Ordinal);
        var others = (await RunAsync(_ => _roster.LiveAsync(), ct).ConfigureAwait(false))
            .Count(worker => worker.Key != _settings.Owner && (worker.Value.Partitions == 0 || owners.Contains(worker.Key)));
        return (_leases.Length + others) / (others + 1);
    }

    /// <summary>Every worker begins with another lease, so that two of them seldom try the same one.</summary>
    private IEnumerable<PartitionLease> InOwnOrder()
    {
        var start = PartitionHash.Of(_settings.Owner, _leases.Length);
        return _leases[start..].Concat(_leases[..start]);
    }

    private Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken ct) =>
        RedisCall.RunAsync(() => command(_redis.GetDatabase()), _timeoutMs, ct);

    private bool IsHeld(PartitionLease lease) => lease.IsHeldAt(_time.GetTimestamp());

    /// <summary>Counted from before the command is sent, so that a lease ends here before it expires in Redis.</summary>
    private long ValidUntil() => _time.GetTimestamp() + _settings.LeaseMs * _time.TimestampFrequency / 1000;
}

/// <summary>One lease and its partitions.</summary>
/// <param name="Key">A string in Redis with a time to live: the owner's name.</param>
internal sealed record PartitionLease(RedisKey Key, int[] Partitions)
{
    // Scripts, because LockExtendAsync and LockReleaseAsync are WATCH transactions on Redis before 8.4: they block the connection, and the
    // calling thread, until the server has answered the WATCH, and send nothing more when that takes longer than the client's timeout.
    private const string Extend = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";

    private const string Release = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";

    /// <summary>How often it was acquired; its owner reclaims pending entries when this changes.</summary>
    public long Epoch { get; set; }

    /// <summary>Monotonic timestamp until which the lease is certainly held; 0 when it is not.</summary>
    public long ValidUntil { get; set; }

    public bool IsHeldAt(long timestamp) => ValidUntil > timestamp;

    public async Task<bool> ExtendAsync(IDatabase db, string owner, TimeSpan duration) =>
        (bool)await db.ScriptEvaluateAsync(Extend, [Key], [owner, (long)duration.TotalMilliseconds]).ConfigureAwait(false);

    public async Task<bool> ReleaseAsync(IDatabase db, string owner) =>
        (bool)await db.ScriptEvaluateAsync(Release, [Key], [owner]).ConfigureAwait(false);
}
