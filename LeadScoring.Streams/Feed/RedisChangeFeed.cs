using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Streams.Notifications;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.Feed;

/// <summary>The change feed as one capped stream; subscribers are notified on <c>ls:feed:wake</c> and poll as well.</summary>
public sealed class RedisChangeFeed(IConnectionMultiplexer redis, IOptions<StreamOptions> options) : IChangeFeed
{
    private readonly Notifier _notifier = new(redis, StreamKeys.FeedChannel);

    public async Task AnnounceAsync(string kind, IReadOnlyList<LeadChange> changes, CancellationToken ct)
    {
        if (changes.Count == 0) return;
        await RunAsync(() => AppendAsync(kind, changes), ct).ConfigureAwait(false);
        _notifier.Notify();
    }

    public Task<FeedPage> ReadAsync(string afterId, int limit, CancellationToken ct) => RunAsync(() => ReadAsync(afterId, limit), ct);

    public Task<string> NewestIdAsync(CancellationToken ct) =>
        RunAsync(async () => (await FeedBounds.ReadAsync(redis.GetDatabase()).ConfigureAwait(false)).Newest.ToString(), ct);

    public async Task ListenAsync(Action announced, CancellationToken ct)
    {
        void OnNotified(RedisChannel channel, RedisValue message) => announced();
        await redis.SubscribeAsync(StreamKeys.FeedChannel, OnNotified, ct).ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ = redis.GetSubscriber().UnsubscribeAsync(StreamKeys.FeedChannel, OnNotified);
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>The range includes the entry <paramref name="afterId"/> itself: while that exists, no entry after it can have been trimmed.</summary>
    private async Task<FeedPage> ReadAsync(string afterId, int limit)
    {
        var db = redis.GetDatabase();
        var entries = await db.StreamRangeAsync(StreamKeys.Feed, afterId, count: limit + 1).ConfigureAwait(false);
        var exists = entries.Length > 0 && entries[0].Id == afterId;
        var page = exists ? entries[1..] : entries[..Math.Min(limit, entries.Length)];
        var complete = exists || (await FeedBounds.ReadAsync(db).ConfigureAwait(false)).Cover(FeedId.Parse(afterId));
        return new([.. page.Select(FeedCodec.Decode).OfType<FeedEntry>()], page.Length > 0 ? page[^1].Id.ToString() : afterId, complete);
    }

    private Task<RedisValue[]> AppendAsync(string kind, IReadOnlyList<LeadChange> changes)
    {
        var db = redis.GetDatabase();
        return Task.WhenAll(changes.Select(change => db.StreamAddAsync(
            StreamKeys.Feed, "d", FeedCodec.Encode(kind, change), maxLength: options.Value.FeedLength, useApproximateMaxLength: true)));
    }

    private Task<T> RunAsync<T>(Func<Task<T>> commands, CancellationToken ct) => RedisCall.RunAsync(commands, options.Value.CommandTimeoutMs, ct);
}

/// <summary>The bounds of the feed, by XINFO STREAM.</summary>
/// <param name="Newest">The last id ever given out.</param>
/// <param name="Oldest">The oldest entry that still exists.</param>
/// <param name="WasTrimmed">There were entries before the oldest one.</param>
internal readonly record struct FeedBounds(FeedId Newest, FeedId Oldest, bool WasTrimmed)
{
    public static async Task<FeedBounds> ReadAsync(IDatabase db)
    {
        try
        {
            var info = await db.StreamInfoAsync(StreamKeys.Feed).ConfigureAwait(false);
            return new(
                FeedId.Parse(info.LastGeneratedId.ToString()), info.FirstEntry.IsNull ? default : FeedId.Parse(info.FirstEntry.Id.ToString()),
                info.EntriesAdded != info.Length); // Redis before 7.0 does not count them, so the feed counts as trimmed
        }
        catch (RedisServerException e) when (e.Message.Contains("no such key", StringComparison.Ordinal))
        {
            return default;
        }
    }

    /// <summary>Whether every entry after the id still exists. An id newer than the newest belongs to a feed that was deleted.</summary>
    public bool Cover(FeedId id) => id == Newest
        || (id < Newest && ((Oldest != default && id >= Oldest) || (!WasTrimmed && id == default)));
}
