using System.Globalization;
using LeadScoring.Core.Queue;
using StackExchange.Redis;

namespace LeadScoring.Streams.Demo;

/// <summary>
/// Two keys that expire by themselves.
/// <code>
/// ls:{demo}:wish   "3 1769850000123 loaded"   events per second, until when (Unix ms), and whether all is loaded
/// ls:{demo}:holder "api-1"
/// </code>
/// </summary>
public sealed class RedisDemoSwitch(IConnectionMultiplexer redis, TimeProvider time) : IDemoSwitch
{
    private const int AnswerMs = 3_000;
    private const string LoadedMark = "loaded";
    private const string Hold = """
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """;

    private const string Replace = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
        return 1
        """;

    private const string Release = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";

    private IDatabase Db => redis.GetDatabase();

    public async Task<DemoWish?> ReadAsync(CancellationToken ct)
    {
        var text = (string?)await RedisCall.RunAsync(() => Db.StringGetAsync(StreamKeys.DemoWish), AnswerMs, ct).ConfigureAwait(false);
        return text?.Split(' ') is [var rate, var until, .. var rest] && rest is ([] or [LoadedMark])
            && int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out var perSecond)
            && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var endsAtMs)
            ? new(perSecond, DateTimeOffset.FromUnixTimeMilliseconds(endsAtMs), rest is [LoadedMark])
            : null;
    }

    public async Task WishAsync(DemoWish wish, CancellationToken ct)
    {
        await RedisCall.RunAsync(() => Db.StringSetAsync(StreamKeys.DemoWish, Text(wish), Left(wish)), AnswerMs, ct).ConfigureAwait(false);
    }

    public async Task<bool> ReplaceAsync(DemoWish read, DemoWish? wish, CancellationToken ct)
    {
        RedisValue[] values = wish is null ? [Text(read), "", 0] : [Text(read), Text(wish), Math.Max(1, (long)Left(wish).TotalMilliseconds)];
        return (long)await RedisCall.RunAsync(() => Db.ScriptEvaluateAsync(Replace, [StreamKeys.DemoWish], values), AnswerMs, ct).ConfigureAwait(false) == 1;
    }

    public async Task<bool> HoldAsync(string holder, TimeSpan lease, CancellationToken ct) => (long)await RedisCall.RunAsync(
        () => Db.ScriptEvaluateAsync(Hold, [StreamKeys.DemoHolder], [holder, (long)lease.TotalMilliseconds]), AnswerMs, ct).ConfigureAwait(false) == 1;

    public Task ReleaseAsync(string holder, CancellationToken ct) =>
        RedisCall.RunAsync(() => Db.ScriptEvaluateAsync(Release, [StreamKeys.DemoHolder], [holder]), AnswerMs, ct);

    private static string Text(DemoWish wish) =>
        string.Create(CultureInfo.InvariantCulture, $"{wish.EventsPerSecond} {wish.EndsAt.ToUnixTimeMilliseconds()}{(wish.Loaded ? " " + LoadedMark : "")}");

    private TimeSpan Left(DemoWish wish) => wish.EndsAt - time.GetUtcNow();
}

/// <summary>
/// Shared by all API processes: whether demo data is wanted, and which of them sees to it. Survives each of them. Throws
/// <see cref="QueueUnavailableException"/>.
/// </summary>
public interface IDemoSwitch
{
    /// <summary>Null: not wanted, or no longer.</summary>
    Task<DemoWish?> ReadAsync(CancellationToken ct);

    /// <summary>Replaces what was wished before.</summary>
    Task WishAsync(DemoWish wish, CancellationToken ct);

    /// <summary>In one step. False: somebody wished something else meanwhile, and that stands.</summary>
    /// <param name="wish">Null: nothing is wanted any more.</param>
    Task<bool> ReplaceAsync(DemoWish read, DemoWish? wish, CancellationToken ct);

    /// <summary>True when the holder sees to it for the next while: because nobody did, or because it does already.</summary>
    Task<bool> HoldAsync(string holder, TimeSpan lease, CancellationToken ct);

    /// <summary>Lets another one take over at once; nothing when somebody else has already.</summary>
    Task ReleaseAsync(string holder, CancellationToken ct);
}

/// <summary>That demo data is wanted, and for how long made-up events go on.</summary>
/// <param name="EventsPerSecond">On average; 0: only load what there is to load.</param>
/// <param name="EndsAt">When it ends by itself.</param>
/// <param name="Loaded">There is nothing left to load: demo leads that are missing were deleted, and stay so.</param>
public sealed record DemoWish(int EventsPerSecond, DateTimeOffset EndsAt, bool Loaded = false);
