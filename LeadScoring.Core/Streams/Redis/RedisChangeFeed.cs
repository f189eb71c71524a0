using System.Globalization;
using LeadScoring.Core.Events;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

public sealed class RedisChangeFeed(RedisConnection redis, IOptions<StreamOptions> options) : IChangeFeed
{
    private readonly Doorbell _wake = new(redis, StreamKeys.FeedWake);
    private readonly string _length = options.Value.FeedLength.ToString(CultureInfo.InvariantCulture);

    public async Task AnnounceAsync(string kind, IReadOnlyList<LeadChange> changes, CancellationToken ct)
    {
        if (changes.Count == 0) return;
        var database = redis.Database;
        var appends = new Task<RedisResult>[changes.Count];
        for (var i = 0; i < appends.Length; i++)
        {
            appends[i] = database.ExecuteAsync("XADD", StreamKeys.Feed, "MAXLEN", "~", _length, "*", "d", FeedJson.Encode(kind, changes[i]));
        }

        await RedisConnection.AnswerAsync(Task.WhenAll(appends)).ConfigureAwait(false);
        _wake.Ring();
    }

    public async Task<IReadOnlyList<FeedEntry>> ReadAsync(string afterId, int limit, CancellationToken ct)
    {
        var answer = await redis.ExecuteAsync("XRANGE", StreamKeys.Feed, "(" + afterId, "+", "COUNT", limit).ConfigureAwait(false);
        return [.. RawEntry.List(answer).Select(e => FeedJson.Decode(e.Id, e.Field("d"))).OfType<FeedEntry>()];
    }
}
