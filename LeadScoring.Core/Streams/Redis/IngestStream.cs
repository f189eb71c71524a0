using System.Globalization;
using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>
/// A worker's view of one lane of one partition. Entries that failed and wait for their next attempt stay pending and are
/// also in the sorted set <c>…:delayed</c> by the time they are due, so that backing off survives the worker.
/// </summary>
public sealed class IngestStream(RedisConnection redis, Lane lane, int partition)
{
    private readonly string _key = StreamKeys.Ingest(lane, partition);
    private readonly string _delayed = StreamKeys.Delayed(lane, partition);

    public Lane Lane => lane;

    public int Partition => partition;

    /// <summary>Creates stream and group when they are absent.</summary>
    public async Task EnsureAsync()
    {
        try
        {
            await redis.ExecuteAsync("XGROUP", "CREATE", _key, StreamKeys.Group, "0", "MKSTREAM").ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // It exists.
        }
    }

    /// <summary>Entries never delivered before, oldest first.</summary>
    public async Task<List<QueuedEntry>> ReadAsync(string consumer, int count)
    {
        RedisResult answer;
        try
        {
            answer = await redis.ExecuteAsync(
                "XREADGROUP", "GROUP", StreamKeys.Group, consumer, "COUNT", count, "STREAMS", _key, ">").ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            await EnsureAsync().ConfigureAwait(false);
            return [];
        }

        if (answer.IsNull) return [];
        var stream = (RedisResult[])((RedisResult[])answer!)[0]!;
        return [.. RawEntry.List(stream[1]).Select(e => Entry(e, 1))];
    }

    /// <summary>What any worker was given and has not acknowledged, without what is backing off. Pages of 1,000 after <paramref name="afterId"/>.</summary>
    public async Task<(List<PendingEntry> Page, string? Next)> PendingAsync(string? afterId)
    {
        RedisResult answer;
        try
        {
            answer = await redis.ExecuteAsync(
                "XPENDING", _key, StreamKeys.Group, afterId is null ? "-" : "(" + afterId, "+", 1_000).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            await EnsureAsync().ConfigureAwait(false);
            return ([], null);
        }

        var page = ((RedisResult[])answer!).Select(Pending).ToList();
        if (page.Count == 0) return ([], null);
        var delayed = (RedisResult[])(await redis.ExecuteAsync("ZRANGE", _delayed, 0, -1).ConfigureAwait(false))!;
        var backingOff = delayed.Select(d => (string)d!).ToHashSet(StringComparer.Ordinal);
        return (page.FindAll(p => !backingOff.Contains(p.Id)), page.Count == 1_000 ? page[^1].Id : null);
    }

    /// <summary>Entries whose time to try again has come, at most 100.</summary>
    public async Task<List<PendingEntry>> DueAsync(long nowMs)
    {
        var due = (RedisResult[])(await redis.ExecuteAsync(
            "ZRANGEBYSCORE", _delayed, "-inf", nowMs, "LIMIT", 0, 100).ConfigureAwait(false))!;
        var entries = new List<PendingEntry>(due.Length);
        foreach (var id in due.Select(d => (string)d!))
        {
            var pending = (RedisResult[])(await redis.ExecuteAsync("XPENDING", _key, StreamKeys.Group, id, id, 1).ConfigureAwait(false))!;
            if (pending.Length == 0) await redis.ExecuteAsync("ZREM", _delayed, id).ConfigureAwait(false);
            else entries.Add(Pending(pending[0]));
        }

        return entries;
    }

    /// <summary>Takes pending entries over, whoever had them; this counts as another delivery.</summary>
    public async Task<List<QueuedEntry>> ClaimAsync(string consumer, IReadOnlyList<PendingEntry> pending)
    {
        if (pending.Count == 0) return [];
        object[] arguments = [_key, StreamKeys.Group, consumer, 0, .. pending.Select(p => p.Id)];
        var answer = await redis.ExecuteAsync("XCLAIM", arguments).ConfigureAwait(false);
        var deliveries = pending.ToDictionary(p => p.Id, p => p.Deliveries, StringComparer.Ordinal);
        return [.. RawEntry.List(answer).Select(e => Entry(e, deliveries[e.Id] + 1))];
    }

    /// <summary>The entries are done: off the pending list, out of the stream, all or nothing.</summary>
    public Task AcknowledgeAsync(IReadOnlyList<string> ids)
    {
        var transaction = redis.Database.CreateTransaction();
        Acknowledge(transaction, ids);
        return CommitAsync(transaction);
    }

    /// <summary>Keeps the entry pending until <paramref name="dueMs"/> (Unix ms).</summary>
    public Task DelayAsync(string id, long dueMs) => redis.ExecuteAsync("ZADD", _delayed, dueMs, id);

    /// <summary>Moves the entry to the dead letters, in one MULTI with its acknowledgement.</summary>
    public Task DeadLetterAsync(QueuedEntry entry, string reason, long nowMs)
    {
        var transaction = redis.Database.CreateTransaction();
        _ = transaction.ExecuteAsync(
            "XADD", StreamKeys.Dead(lane, partition), "*", "d", entry.Event is { } e ? EntryCodec.Encode(e, null) : entry.Payload, "reason", reason,
            "attempts", entry.Attempts, "origin", entry.Id, "eventId", entry.Event?.EventId ?? "", "failedAt", nowMs);
        Acknowledge(transaction, [entry.Id]);
        return CommitAsync(transaction);
    }

    private void Acknowledge(ITransaction transaction, IReadOnlyList<string> ids)
    {
        _ = transaction.ExecuteAsync("XACK", [_key, StreamKeys.Group, .. ids]);
        _ = transaction.ExecuteAsync("XDEL", [_key, .. ids]);
        _ = transaction.ExecuteAsync("ZREM", [_delayed, .. ids]);
    }

    private static async Task CommitAsync(ITransaction transaction)
    {
        if (!await RedisConnection.AnswerAsync(transaction.ExecuteAsync()).ConfigureAwait(false))
        {
            throw new QueueUnavailableException("Redis did not execute the transaction.");
        }
    }

    private QueuedEntry Entry(RawEntry raw, int attempts)
    {
        var payload = raw.Field("d");
        var (e, replyTo, unreadable) = EntryCodec.Decode(payload, attempts);
        // The text is only needed for dead letters; a readable event can be encoded again.
        var text = e is null ? EntryCodec.Printable(payload) : "";
        return new(lane, partition, raw.Id, attempts, text, e, unreadable, replyTo,
            raw.Field("t") is { } t ? EntryCodec.Printable(t) : null);
    }

    private static PendingEntry Pending(RedisResult row)
    {
        var columns = (RedisResult[])row!;
        return new((string)columns[0]!, int.Parse((string)columns[3]!, CultureInfo.InvariantCulture));
    }
}
