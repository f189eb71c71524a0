using System.Globalization;
using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>
/// Two keys that expire by themselves.
/// <code>
/// ls:{demo}:wish   "3 1769850000123"   events per second, and until when (Unix ms)
/// ls:{demo}:holder "api-1"
/// </code>
/// </summary>
public sealed class RedisDemoSwitch(IConnectionMultiplexer redis, TimeProvider time) : IDemoSwitch
{
    private const int AnswerMs = 3_000;
    private const string Hold = """
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """;

    private const string Release = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";

    private IDatabase Db => redis.GetDatabase();

    public async Task<DemoWish?> ReadAsync(CancellationToken ct)
    {
        var text = (string?)await RedisGuard.RunAsync(() => Db.StringGetAsync(StreamKeys.DemoWish), AnswerMs, ct).ConfigureAwait(false);
        return text?.Split(' ') is [var rate, var until]
            && int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out var perSecond)
            && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var endsAtMs)
            ? new(perSecond, DateTimeOffset.FromUnixTimeMilliseconds(endsAtMs))
            : null;
    }

    public async Task WishAsync(DemoWish wish, CancellationToken ct)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{wish.EventsPerSecond} {wish.EndsAt.ToUnixTimeMilliseconds()}");
        var left = wish.EndsAt - time.GetUtcNow();
        await RedisGuard.RunAsync(() => Db.StringSetAsync(StreamKeys.DemoWish, text, left), AnswerMs, ct).ConfigureAwait(false);
    }

    public Task ClearAsync(CancellationToken ct) => RedisGuard.RunAsync(() => Db.KeyDeleteAsync(StreamKeys.DemoWish), AnswerMs, ct);

    public async Task<bool> HoldAsync(string holder, TimeSpan lease, CancellationToken ct) => (long)await RedisGuard.RunAsync(
        () => Db.ScriptEvaluateAsync(Hold, [StreamKeys.DemoHolder], [holder, (long)lease.TotalMilliseconds]), AnswerMs, ct).ConfigureAwait(false) == 1;

    public Task ReleaseAsync(string holder, CancellationToken ct) =>
        RedisGuard.RunAsync(() => Db.ScriptEvaluateAsync(Release, [StreamKeys.DemoHolder], [holder]), AnswerMs, ct);
}
