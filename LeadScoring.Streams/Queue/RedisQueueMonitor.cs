using LeadScoring.Core.Queue;
using LeadScoring.Streams.Leases;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.Queue;

/// <summary>Reads the state of the streams, live and pipelined. Waiting + active + delayed is always a stream's length.</summary>
public sealed class RedisQueueMonitor(
    IConnectionMultiplexer redis, WorkerRoster workers, IOptions<StreamOptions> options, TimeProvider time) : IQueueMonitor
{
    public Task<QueueStats> StatsAsync(CancellationToken ct) => RunAsync(StatsAsync, ct);

    public Task<QueueWorkers> WorkersAsync(CancellationToken ct) => RunAsync(WorkersAsync, ct);

    public Task<EntryStatus> FindAsync(EntryLocation location, CancellationToken ct) => RunAsync(() => FindAsync(location), ct);

    public Task<bool> ArePassedAsync(IReadOnlyList<EntryLocation> positions, CancellationToken ct) =>
        RunAsync(async () => (await Task.WhenAll(positions.Select(IsPassedAsync)).ConfigureAwait(false)).All(passed => passed), ct);

    public Task PingAsync(CancellationToken ct) => RunAsync(() => redis.GetDatabase().PingAsync(), ct);

    private Task<T> RunAsync<T>(Func<Task<T>> commands, CancellationToken ct) => RedisCall.RunAsync(commands, options.Value.CommandTimeoutMs, ct);

    private async Task<QueueStats> StatsAsync()
    {
        var db = redis.GetDatabase();
        var live = workers.LiveAsync();
        var partitions = await Task.WhenAll(options.Value.AllStreams().Select(stream => StatsAsync(db, stream.Lane, stream.Partition))).ConfigureAwait(false);
        var rate = (await live.ConfigureAwait(false)).Values.Sum(worker => worker.RatePerSecond);
        return new QueueStats(partitions, rate, partitions.Max(p => p.OldestAgeMs) ?? 0);
    }

    private async Task<QueueWorkers> WorkersAsync()
    {
        var db = redis.GetDatabase();
        var all = workers.AllAsync();
        var shared = LeaseAsync(db, StreamKeys.AllPartitionsLease, -1);
        var leases = await Task.WhenAll(Enumerable.Range(0, options.Value.Partitions).Select(p => LeaseAsync(db, StreamKeys.Lease(p), p))).ConfigureAwait(false);
        var states = (await all.ConfigureAwait(false)).Select(w => new WorkerState(w.Key, workers.IsLive(w.Value), w.Value.AtMs, w.Value.RatePerSecond, w.Value.Partitions));
        var every = await shared.ConfigureAwait(false);
        return new(
            [.. states.OrderByDescending(w => w.IsRunning).ThenBy(w => w.Name, StringComparer.Ordinal)],
            [.. leases.Select(lease => lease.Worker is null ? every with { Partition = lease.Partition } : lease)]);
    }

    private static async Task<LeaseState> LeaseAsync(IDatabase db, RedisKey key, int partition)
    {
        var (owner, remaining) = (db.StringGetAsync(key), db.KeyTimeToLiveAsync(key));
        await Task.WhenAll(owner, remaining).ConfigureAwait(false);
        return new(partition, await owner, (long?)(await remaining)?.TotalMilliseconds);
    }

    private async Task<PartitionStats> StatsAsync(IDatabase db, Lane lane, int partition)
    {
        var key = StreamKeys.Stream(lane, partition);
        var length = db.StreamLengthAsync(key);
        var pending = OrZeroAsync(async () => (await db.StreamPendingAsync(key, StreamKeys.Group).ConfigureAwait(false)).PendingMessageCount);
        var backingOff = db.SortedSetLengthAsync(StreamKeys.Delayed(lane, partition));
        var dead = db.StreamLengthAsync(StreamKeys.Dead(lane, partition));
        var oldest = db.StreamRangeAsync(key, count: 1);
        await Task.WhenAll(length, pending, backingOff, dead, oldest).ConfigureAwait(false);

        var total = await length;
        var delivered = Math.Min(await pending, total);
        var delayed = Math.Min(await backingOff, delivered);
        return new PartitionStats(
            lane, partition, total - delivered, delivered - delayed, delayed, await dead,
            await oldest is [var first] ? Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - first.AppendedAtMs) : null);
    }

    private async Task<bool> IsPassedAsync(EntryLocation position) =>
        await redis.GetDatabase().StreamRangeAsync(StreamKeys.Stream(position.Lane, position.Partition), maxId: position.EntryId, count: 1).ConfigureAwait(false) is [];

    private async Task<EntryStatus> FindAsync(EntryLocation at)
    {
        var db = redis.GetDatabase();
        var stream = new PartitionStream(db, at.Lane, at.Partition, consumer: "");
        var range = db.StreamRangeAsync(StreamKeys.Stream(at.Lane, at.Partition), at.EntryId, at.EntryId);
        var deliveries = OrZeroAsync(() => stream.DeliveriesAsync(at.EntryId));
        var due = stream.DueTimesAsync([at.EntryId]);
        await Task.WhenAll(range, deliveries, due).ConfigureAwait(false);

        if (await range is not [var entry]) return new EntryStatus(EntryState.Gone, 0, null, null);
        var count = await deliveries;
        var decoded = EntryCodec.Decode(entry.Payload, count);
        var state = count == 0 ? EntryState.Waiting : (await due)[0] is null ? EntryState.Active : EntryState.Delayed;
        return new EntryStatus(state, count, decoded.EventId, decoded.LeadId);
    }

    /// <summary>Nothing is pending in a stream that was never read.</summary>
    private static async Task<int> OrZeroAsync(Func<Task<int>> pending)
    {
        try
        {
            return await pending().ConfigureAwait(false);
        }
        catch (RedisServerException e) when (RedisCall.IsGroupMissing(e))
        {
            return 0;
        }
    }
}
