using LeadScoring.Core.Queue;
using LeadScoring.Streams.Leases;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.Queue;

/// <summary>Looks into the streams, read live and pipelined. Waiting + active + delayed is always a stream's length.</summary>
public sealed class RedisQueueMonitor(
    IConnectionMultiplexer redis, WorkerRoster workers, IOptions<StreamOptions> options, TimeProvider time) : IQueueMonitor
{
    public Task<QueueStats> StatsAsync(CancellationToken ct) =>
        RedisGuard.RunAsync(StatsAsync, options.Value.CommandTimeoutMs, ct);

    public Task<EntryStatus> FindAsync(EntryLocation location, CancellationToken ct) =>
        RedisGuard.RunAsync(() => FindAsync(location), options.Value.CommandTimeoutMs, ct);

    public Task<bool> ArePassedAsync(IReadOnlyList<EntryLocation> places, CancellationToken ct) => RedisGuard.RunAsync(
        async () => (await Task.WhenAll(places.Select(IsPassedAsync)).ConfigureAwait(false)).All(passed => passed), options.Value.CommandTimeoutMs, ct);

    public Task PingAsync(CancellationToken ct) =>
        RedisGuard.RunAsync(() => redis.GetDatabase().PingAsync(), options.Value.CommandTimeoutMs, ct);

    private async Task<QueueStats> StatsAsync()
    {
        var db = redis.GetDatabase();
        var live = workers.LiveAsync();
        var partitions = await Task.WhenAll(
            from lane in Enum.GetValues<Lane>()
            from partition in Enumerable.Range(0, options.Value.Partitions)
            select StatsAsync(db, lane, partition)).ConfigureAwait(false);
        var rate = (await live.ConfigureAwait(false)).Values.Sum(worker => worker.RatePerSecond);
        return new QueueStats(partitions, rate, partitions.Max(p => p.OldestAgeMs) ?? 0);
    }

    private async Task<PartitionStats> StatsAsync(IDatabase db, Lane lane, int partition)
    {
        var key = StreamKeys.Stream(lane, partition);
        var length = db.ExecuteAsync("XLEN", key);
        var pending = PendingCountAsync(db, key);
        var backingOff = db.SortedSetLengthAsync(StreamKeys.Delayed(lane, partition));
        var dead = db.ExecuteAsync("XLEN", StreamKeys.Dead(lane, partition));
        var oldest = db.ExecuteAsync("XRANGE", key, "-", "+", "COUNT", 1);
        await Task.WhenAll(length, pending, backingOff, dead, oldest).ConfigureAwait(false);

        var total = (long)await length;
        var delivered = Math.Min(await pending, total);
        var delayed = Math.Min(await backingOff, delivered);
        var first = QueueEntry.ParseList(await oldest);
        return new PartitionStats(
            lane, partition, total - delivered, delivered - delayed, delayed, (long)await dead,
            first.Count == 0 ? null : Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - first[0].AppendedAtMs));
    }

    private async Task<bool> IsPassedAsync(EntryLocation place) => QueueEntry.ParseList(await redis.GetDatabase()
        .ExecuteAsync("XRANGE", StreamKeys.Stream(place.Lane, place.Partition), "-", place.EntryId, "COUNT", 1).ConfigureAwait(false)).Count == 0;

    private static async Task<long> PendingCountAsync(IDatabase db, RedisKey key)
    {
        try
        {
            return (long)(await db.ExecuteAsync("XPENDING", key, StreamKeys.Group).ConfigureAwait(false)).Items()[0];
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            return 0;
        }
    }

    private async Task<EntryStatus> FindAsync(EntryLocation at)
    {
        var db = redis.GetDatabase();
        var key = StreamKeys.Stream(at.Lane, at.Partition);
        var range = db.ExecuteAsync("XRANGE", key, at.EntryId, at.EntryId);
        var deliveries = DeliveriesAsync(db, key, at.EntryId);
        var due = db.SortedSetScoreAsync(StreamKeys.Delayed(at.Lane, at.Partition), at.EntryId);
        await Task.WhenAll(range, deliveries, due).ConfigureAwait(false);

        var entry = QueueEntry.ParseList(await range).FirstOrDefault();
        if (entry is null) return new EntryStatus(EntryState.Gone, 0, null, null);
        var count = await deliveries;
        var decoded = EntryCodec.Decode(entry.Payload, count);
        var state = count == 0 ? EntryState.Waiting : await due is null ? EntryState.Active : EntryState.Delayed;
        return new EntryStatus(state, count, decoded.EventId, decoded.LeadId);
    }

    private static async Task<int> DeliveriesAsync(IDatabase db, RedisKey key, string id)
    {
        try
        {
            var rows = (await db.ExecuteAsync("XPENDING", key, StreamKeys.Group, id, id, 1).ConfigureAwait(false)).Items();
            return rows.Length == 0 ? 0 : (int)(long)rows[0].Items()[3];
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            return 0;
        }
    }
}
