using System.Globalization;
using LeadScoring.Core.Queue;
using LeadScoring.Streams.DeadLetters;
using StackExchange.Redis;

namespace LeadScoring.Streams.Queue;

/// <summary>
/// The commands of one lane of one partition, as its consumer needs them. Calls only send: the caller awaits, so that
/// the commands of many partitions travel together.
/// </summary>
public sealed class PartitionStream(IDatabase db, Lane lane, int partition, string consumer)
{
    /// <summary>One step, so that of several workers that give up the same entry only one finds it; and it is appended before it is removed.</summary>
    private const string MoveToDeadLetters = """
        if redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1] then redis.call('XADD', KEYS[3], '*', unpack(ARGV, 3)) end
        redis.call('XACK', KEYS[1], ARGV[2], ARGV[1])
        redis.call('XDEL', KEYS[1], ARGV[1])
        redis.call('ZREM', KEYS[2], ARGV[1])
        """;

    private readonly RedisKey _stream = StreamKeys.Stream(lane, partition);
    private readonly RedisKey _delayed = StreamKeys.Delayed(lane, partition);
    private readonly RedisKey _dead = StreamKeys.Dead(lane, partition);

    public Lane Lane => lane;

    public int Partition => partition;

    /// <summary>The stream's key.</summary>
    public string Name => _stream!;

    /// <summary>Idempotent. The group starts at the stream's beginning, so that nothing appended before it is skipped.</summary>
    public async Task EnsureGroupAsync()
    {
        try
        {
            await db.ExecuteAsync("XGROUP", "CREATE", _stream, StreamKeys.Group, "0", "MKSTREAM").ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // It exists: what we want.
        }
    }

    /// <summary>Entries never delivered before, at most <paramref name="count"/>; recreates a group that went missing.</summary>
    public async Task<List<QueueEntry>> ReadNewAsync(int count)
    {
        try
        {
            var reply = await db.ExecuteAsync(
                "XREADGROUP", "GROUP", StreamKeys.Group, consumer, "COUNT", count, "STREAMS", _stream, ">").ConfigureAwait(false);
            return reply.IsNull ? [] : QueueEntry.ParseList(reply.Items()[0].Items()[1]);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            await EnsureGroupAsync().ConfigureAwait(false);
            return [];
        }
    }

    /// <summary>Delivered and not acknowledged, oldest first, after an id (exclusive; null: from the start): id and delivery count.</summary>
    public async Task<List<(string Id, int Deliveries)>> PendingAsync(string? after, int count)
    {
        var reply = await db.ExecuteAsync(
            "XPENDING", _stream, StreamKeys.Group, after is null ? "-" : "(" + after, "+", count).ConfigureAwait(false);
        return [.. reply.Items().Select(row => row.Items()).Select(row => (row[0].Text(), (int)(long)row[3]))];
    }

    /// <summary>How often an entry was delivered; 0 when it is not pending.</summary>
    public async Task<int> DeliveriesAsync(string id)
    {
        var rows = (await db.ExecuteAsync("XPENDING", _stream, StreamKeys.Group, id, id, 1).ConfigureAwait(false)).Items();
        return rows.Length == 0 ? 0 : (int)(long)rows[0].Items()[3];
    }

    /// <summary>Which of the ids are backing off.</summary>
    public async Task<bool[]> AreDelayedAsync(IReadOnlyList<string> ids)
    {
        var reply = await db.ExecuteAsync("ZMSCORE", [_delayed, .. ids]).ConfigureAwait(false);
        return [.. reply.Items().Select(score => !score.IsNull)];
    }

    /// <summary>
    /// Takes pending entries over, whoever had them. A counted take-over is one more delivery; an uncounted one is not,
    /// for when nobody tried and failed (Redis or the store was away).
    /// </summary>
    public async Task<List<QueueEntry>> ClaimAsync(IReadOnlyList<string> ids, bool counted)
    {
        if (ids.Count == 0) return [];
        object[] claim = [_stream, StreamKeys.Group, consumer, 0, .. ids];
        if (counted) return QueueEntry.ParseList(await db.ExecuteAsync("XCLAIM", claim).ConfigureAwait(false));

        var claimed = (await db.ExecuteAsync("XCLAIM", [.. claim, "JUSTID"]).ConfigureAwait(false)).Items();
        var entries = await Task.WhenAll(claimed.Select(id => db.ExecuteAsync("XRANGE", _stream, id.Text(), id.Text()))).ConfigureAwait(false);
        return [.. entries.SelectMany(QueueEntry.ParseList)];
    }

    public async Task<string[]> DueAsync(long nowMs, int count)
    {
        var ids = await db.SortedSetRangeByScoreAsync(_delayed, stop: nowMs, take: count).ConfigureAwait(false);
        return [.. ids.Select(id => (string)id!)];
    }

    /// <summary>Ends the backing off of due entries and delivers them again, in one transaction.</summary>
    public async Task<List<QueueEntry>> TakeDueAsync(IReadOnlyList<string> ids)
    {
        var transaction = db.CreateTransaction();
        var removed = transaction.SortedSetRemoveAsync(_delayed, [.. ids.Select(id => (RedisValue)id)]);
        var claimed = transaction.ExecuteAsync("XCLAIM", [_stream, StreamKeys.Group, consumer, 0, .. ids]);
        await CommitAsync(transaction, removed, claimed).ConfigureAwait(false);
        return QueueEntry.ParseList(await claimed.ConfigureAwait(false));
    }

    public Task DelayAsync(string id, long dueMs) => db.SortedSetAddAsync(_delayed, id, dueMs);

    /// <summary>Acknowledges and deletes, in one transaction.</summary>
    public Task AcknowledgeAsync(IReadOnlyList<string> ids)
    {
        var transaction = db.CreateTransaction();
        return CommitAsync(
            transaction,
            transaction.ExecuteAsync("XACK", [_stream, StreamKeys.Group, .. ids]),
            transaction.ExecuteAsync("XDEL", [_stream, .. ids]),
            transaction.SortedSetRemoveAsync(_delayed, [.. ids.Select(id => (RedisValue)id)]));
    }

    /// <summary>Moves an entry to the dead letters and acknowledges it; one that is no longer here was scored or moved by another worker.</summary>
    public Task MoveToDeadLettersAsync(DeadEntry dead) => db.ScriptEvaluateAsync(
        MoveToDeadLetters, [_stream, _delayed, _dead], [dead.Entry.Id, StreamKeys.Group, .. dead.ToFields(lane, partition)]);

    private static async Task CommitAsync(ITransaction transaction, params Task[] commands)
    {
        var all = Task.WhenAll(commands);
        _ = all.ContinueWith(t => t.Exception, TaskScheduler.Default); // a failed EXEC is reported once, by the line below
        if (!await transaction.ExecuteAsync().ConfigureAwait(false)) throw new QueueUnavailableException("Redis refused a transaction.");
        await all.ConfigureAwait(false);
    }
}
