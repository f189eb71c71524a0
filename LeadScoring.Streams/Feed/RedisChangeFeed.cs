using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Streams.Notifications;
using LeadScoring.Streams.Queue;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.Feed;

/// <summary>The change feed as one capped stream; subscribers wake on <c>ls:feed:wake</c> and poll as well.</summary>
public sealed class RedisChangeFeed(IConnectionMultiplexer redis, IOptions<StreamOptions> options) : IChangeFeed
{
    private static readonly TimeSpan ListenAgain = TimeSpan.FromSeconds(5);
    private readonly Doorbell _wake = new(redis, StreamKeys.FeedWake);

    public async Task AnnounceAsync(string kind, IReadOnlyList<LeadChange> changes, CancellationToken ct)
    {
        if (changes.Count == 0) return;
        await GuardAsync(() => AppendAsync(kind, changes), ct).ConfigureAwait(false);
        _wake.Ring();
    }

    public Task<FeedPage> ReadAsync(string afterId, int limit, CancellationToken ct) => GuardAsync(() => ReadAsync(afterId, limit), ct);

    public Task<string> NewestIdAsync(CancellationToken ct) =>
        GuardAsync(async () => (await FeedBounds.ReadAsync(redis.GetDatabase()).ConfigureAwait(false)).Newest.ToString(), ct);

    public async Task ListenAsync(Action announced, CancellationToken ct)
    {
        void Hear(RedisChannel channel, RedisValue message) => announced();
        while (true)
        {
            try
            {
                await redis.GetSubscriber().SubscribeAsync(StreamKeys.FeedWake, Hear).WaitAsync(ct).ConfigureAwait(false);
                break;
            }
            catch (Exception e) when (RedisGuard.IsRedisTrouble(e))
            {
                await Task.Delay(ListenAgain, ct).ConfigureAwait(false);
            }
        }

        await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ = redis.GetSubscriber().UnsubscribeAsync(StreamKeys.FeedWake, Hear);
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>Asks for the entry itself as well: while it is there, nothing after it can have been dropped.</summary>
    private async Task<FeedPage> ReadAsync(string afterId, int limit)
    {
        var db = redis.GetDatabase();
        var entries = QueueEntry.ParseList(await db.ExecuteAsync("XRANGE", StreamKeys.Feed, afterId, "+", "COUNT", limit + 1).ConfigureAwait(false));
        var isThere = entries.Count > 0 && entries[0].Id == afterId;
        if (isThere) entries.RemoveAt(0);
        else if (entries.Count > limit) entries.RemoveAt(limit);
        var complete = isThere || (await FeedBounds.ReadAsync(db).ConfigureAwait(false)).Cover(FeedId.Parse(afterId));
        return new([.. entries.Select(FeedCodec.Decode).OfType<FeedEntry>()], entries.Count > 0 ? entries[^1].Id : afterId, complete);
    }

    private Task<RedisResult[]> AppendAsync(string kind, IReadOnlyList<LeadChange> changes)
    {
        var db = redis.GetDatabase();
        return Task.WhenAll(changes.Select(change => db.ExecuteAsync(
            "XADD", StreamKeys.Feed, "MAXLEN", "~", options.Value.FeedLength, "*", "d", FeedCodec.Encode(kind, change))));
    }

    private Task<T> GuardAsync<T>(Func<Task<T>> commands, CancellationToken ct) => RedisGuard.RunAsync(commands, options.Value.CommandTimeoutMs, ct);
}
