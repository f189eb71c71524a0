using LeadScoring.Core.Queue;
using LeadScoring.Streams.DeadLetters;
using StackExchange.Redis;

namespace LeadScoring.Streams.Queue;

/// <summary>
/// The commands of one lane of one partition, as its consumer needs them. Methods send at once and do not time out: the caller awaits
/// several of them together, so that the commands of many partitions are pipelined, and sets the timeout (<see cref="RedisCall"/>).
/// </summary>
public sealed class PartitionStream(IDatabase db, Lane lane, int partition, string consumer)
{
    /// <summary>
    /// A script, because a transaction cannot depend on whether a stream entry exists: of several workers that give up the same entry, only
    /// the first one adds a dead letter. It is added before the entry is removed.
    /// </summary>
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

    /// <summary>Idempotent. The group starts at the stream's beginning, so that entries appended earlier are delivered too.</summary>
    public async Task EnsureGroupAsync()
    {
        try
        {
            await db.StreamCreateConsumerGroupAsync(_stream, StreamKeys.Group, StreamPosition.Beginning, createStream: true).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // The group exists.
        }
    }

    /// <summary>At most <paramref name="count"/> entries that were never delivered; creates the group again if it is missing.</summary>
    public async Task<StreamEntry[]> ReadNewAsync(int count)
    {
        try
        {
            return await db.StreamReadGroupAsync(_stream, StreamKeys.Group, consumer, StreamPosition.NewMessages, count).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (RedisCall.IsGroupMissing(e))
        {
            await EnsureGroupAsync().ConfigureAwait(false);
            return [];
        }
    }

    /// <summary>Pending entries (delivered, not acknowledged), oldest first.</summary>
    /// <param name="after">Only entries after this id.</param>
    public Task<StreamPendingMessageInfo[]> PendingAsync(string after, int count) =>
        db.StreamPendingMessagesAsync(_stream, StreamKeys.Group, count, RedisValue.Null, minId: "(" + after);

    /// <summary>How often an entry was delivered; 0 when it is not pending.</summary>
    public async Task<int> DeliveriesAsync(RedisValue id) =>
        await db.StreamPendingMessagesAsync(_stream, StreamKeys.Group, 1, RedisValue.Null, id, id).ConfigureAwait(false) is [var pending]
            ? pending.DeliveryCount
            : 0;

    /// <summary>For each id, when it is due again (Unix ms), or null when it does not back off.</summary>
    public Task<double?[]> DueTimesAsync(RedisValue[] ids) => db.SortedSetScoresAsync(_delayed, ids);

    /// <summary>
    /// Claims pending entries, whichever consumer had them. A counted claim adds one to the delivery count; an uncounted one does not, for
    /// entries whose delivery did not lead to an attempt because Redis or the store was unavailable.
    /// </summary>
    public async Task<StreamEntry[]> ClaimAsync(RedisValue[] ids, bool counted)
    {
        if (ids.Length == 0) return [];
        if (counted) return Existing(await db.StreamClaimAsync(_stream, StreamKeys.Group, consumer, 0, ids).ConfigureAwait(false));

        // JUSTID is the only form of XCLAIM that leaves the delivery count as it is.
        var claimed = await db.StreamClaimIdsOnlyAsync(_stream, StreamKeys.Group, consumer, 0, ids).ConfigureAwait(false);
        var entries = await Task.WhenAll(claimed.Select(id => db.StreamRangeAsync(_stream, id, id))).ConfigureAwait(false);
        return [.. entries.SelectMany(entry => entry)];
    }

    /// <summary>At most <paramref name="count"/> ids whose backoff has ended.</summary>
    public Task<RedisValue[]> DueAsync(long nowMs, int count) => db.SortedSetRangeByScoreAsync(_delayed, stop: nowMs, take: count);

    /// <summary>Ends the backoff of due entries and delivers them again, in one transaction.</summary>
    public async Task<StreamEntry[]> TakeDueAsync(RedisValue[] ids)
    {
        var transaction = db.CreateTransaction();
        var removed = transaction.SortedSetRemoveAsync(_delayed, ids);
        var claimed = transaction.StreamClaimAsync(_stream, StreamKeys.Group, consumer, 0, ids);
        await ExecuteAsync(transaction, removed, claimed).ConfigureAwait(false);
        return Existing(await claimed.ConfigureAwait(false));
    }

    public Task DelayAsync(RedisValue id, long dueMs) => db.SortedSetAddAsync(_delayed, id, dueMs);

    /// <summary>Acknowledges and deletes, in one transaction.</summary>
    public Task AcknowledgeAsync(RedisValue[] ids)
    {
        var transaction = db.CreateTransaction();
        return ExecuteAsync(
            transaction,
            transaction.StreamAcknowledgeAsync(_stream, StreamKeys.Group, ids),
            transaction.StreamDeleteAsync(_stream, ids),
            transaction.SortedSetRemoveAsync(_delayed, ids));
    }

    /// <summary>Acknowledges an entry and adds it to the dead letters, unless another worker has scored or moved it already.</summary>
    public Task MoveToDeadLettersAsync(DeadEntry dead) => db.ScriptEvaluateAsync(
        MoveToDeadLetters, [_stream, _delayed, _dead], [dead.Entry.Id, StreamKeys.Group, .. dead.ToFields(lane, partition)]);

    /// <summary>Redis before 7.0 answers null for a claimed entry that was deleted.</summary>
    private static StreamEntry[] Existing(StreamEntry[] claimed) => [.. claimed.Where(entry => !entry.IsNull)];

    private static async Task ExecuteAsync(ITransaction transaction, params Task[] commands)
    {
        var all = Task.WhenAll(commands);
        _ = all.ContinueWith(t => t.Exception, TaskScheduler.Default); // observed: a failed EXEC is reported once, by the next line
        if (!await transaction.ExecuteAsync().ConfigureAwait(false)) throw new QueueUnavailableException("Redis refused a transaction.");
        await all.ConfigureAwait(false);
    }
}
