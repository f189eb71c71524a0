using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

public sealed class RedisQueueMonitor(RedisConnection redis, IOptions<StreamOptions> options, TimeProvider time) : IQueueMonitor
{
    public async Task<QueueStats> StatsAsync(CancellationToken ct)
    {
        var heartbeats = redis.ExecuteAsync("HVALS", StreamKeys.Workers);
        var partitions = await Task.WhenAll(
            from partition in Enumerable.Range(0, options.Value.Partitions)
            from lane in Enum.GetValues<Lane>()
            select StatsAsync(lane, partition)).ConfigureAwait(false);
        var now = Now;
        var rate = ((RedisResult[])(await heartbeats.ConfigureAwait(false))!)
            .Select(h => JsonSerializer.Deserialize<WorkerHeartbeat>((string)h!))
            .Where(h => h is not null && now - h.AtMs < WorkerHeartbeat.StaleAfterMs).Sum(h => h!.RatePerSecond);
        return new QueueStats(partitions, Math.Round(rate, 1), partitions.Max(p => p.OldestAgeMs ?? 0));
    }

    public async Task<EntryStatus> FindAsync(EntryLocation location, CancellationToken ct)
    {
        if (location.Partition < 0 || location.Partition >= options.Value.Partitions) return Gone;
        var key = StreamKeys.Ingest(location.Lane, location.Partition);
        var entry = redis.ExecuteAsync("XRANGE", key, location.EntryId, location.EntryId, "COUNT", 1);
        var pending = OrNothingAsync(redis.ExecuteAsync("XPENDING", key, StreamKeys.Group, location.EntryId, location.EntryId, 1));
        var delayed = redis.ExecuteAsync("ZSCORE", StreamKeys.Delayed(location.Lane, location.Partition), location.EntryId);
        foreach (var raw in RawEntry.List(await entry.ConfigureAwait(false)))
        {
            var rows = await pending.ConfigureAwait(false);
            var deliveries = rows.Length == 0 ? 0 : int.Parse((string)((RedisResult[])rows[0]!)[3]!, CultureInfo.InvariantCulture);
            var state = !(await delayed.ConfigureAwait(false)).IsNull ? EntryState.Delayed : rows.Length == 0 ? EntryState.Waiting : EntryState.Active;
            var (e, _, _) = EntryCodec.Decode(raw.Field("d"), deliveries);
            return new(state, deliveries, e?.EventId, e?.LeadId);
        }

        return Gone;
    }

    public Task PingAsync(CancellationToken ct) => redis.ExecuteAsync("PING");

    private static EntryStatus Gone => new(EntryState.Gone, 0, null, null);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<PartitionStats> StatsAsync(Lane lane, int partition)
    {
        var key = StreamKeys.Ingest(lane, partition);
        // One MULTI, so that an entry on its way between the counts is counted once.
        var transaction = redis.Database.CreateTransaction();
        var length = transaction.ExecuteAsync("XLEN", key);
        var pending = OrNothingAsync(transaction.ExecuteAsync("XPENDING", key, StreamKeys.Group));
        var delayed = transaction.ExecuteAsync("ZCARD", StreamKeys.Delayed(lane, partition));
        var dead = transaction.ExecuteAsync("XLEN", StreamKeys.Dead(lane, partition));
        var oldest = transaction.ExecuteAsync("XRANGE", key, "-", "+", "COUNT", 1);
        await RedisConnection.AnswerAsync(transaction.ExecuteAsync()).ConfigureAwait(false);
        await RedisConnection.AnswerAsync(Task.WhenAll(length, delayed, dead, oldest)).ConfigureAwait(false);

        var delivered = (await pending.ConfigureAwait(false)) is [var count, ..] ? (long)count : 0;
        var backingOff = (long)(await delayed.ConfigureAwait(false));
        return new(
            lane, partition, Math.Max(0, (long)(await length.ConfigureAwait(false)) - delivered), Math.Max(0, delivered - backingOff), backingOff,
            (long)(await dead.ConfigureAwait(false)),
            RawEntry.List(await oldest.ConfigureAwait(false)).Select(e => (long?)AgeMs(e.Id)).FirstOrDefault());
    }

    private long AgeMs(string id) => Math.Max(0, Now - long.Parse(id.AsSpan(0, id.IndexOf('-')), CultureInfo.InvariantCulture));

    /// <summary>A stream that nobody has written to or read from yet has no group.</summary>
    private static async Task<RedisResult[]> OrNothingAsync(Task<RedisResult> answer)
    {
        try
        {
            return (RedisResult[])(await answer.ConfigureAwait(false))!;
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            return [];
        }
    }
}
