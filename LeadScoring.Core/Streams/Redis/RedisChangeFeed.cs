using LeadScoring.Core.Events;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>The change feed as one capped stream; subscribers wake on <c>ls:feed:wake</c> and poll as well.</summary>
public sealed class RedisChangeFeed(IConnectionMultiplexer redis, IOptions<StreamOptions> options) : IChangeFeed
{
    private readonly Doorbell _wake = new(redis, StreamKeys.FeedWake);

    public async Task AnnounceAsync(string kind, IReadOnlyList<LeadChange> changes, CancellationToken ct)
    {
        if (changes.Count == 0) return;
        await RedisGuard.RunAsync(() => AppendAsync(kind, changes), options.Value.CommandTimeoutMs, ct).ConfigureAwait(false);
        _wake.Ring();
    }

    public async Task<IReadOnlyList<FeedEntry>> ReadAsync(string afterId, int limit, CancellationToken ct)
    {
        var reply = await RedisGuard.RunAsync(
            () => redis.GetDatabase().ExecuteAsync("XRANGE", StreamKeys.Feed, "(" + afterId, "+", "COUNT", limit),
            options.Value.CommandTimeoutMs, ct).ConfigureAwait(false);
        return [.. StreamEntry.ParseList(reply).Select(FeedCodec.Decode).OfType<FeedEntry>()];
    }

    private Task<RedisResult[]> AppendAsync(string kind, IReadOnlyList<LeadChange> changes)
    {
        var db = redis.GetDatabase();
        return Task.WhenAll(changes.Select(change => db.ExecuteAsync(
            "XADD", StreamKeys.Feed, "MAXLEN", "~", options.Value.FeedLength, "*", "d", FeedCodec.Encode(kind, change))));
    }
}
