using System.Globalization;
using LeadScoring.Core.Queue;
using LeadScoring.Streams.Notifications;
using LeadScoring.Streams.Queue;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.DeadLetters;

/// <summary>Dead letters of all lanes and partitions, each in the stream beside its origin.</summary>
public sealed class RedisDeadLetters(IConnectionMultiplexer redis, IOptions<StreamOptions> options) : IDeadLetters
{
    /// <summary>One step, so that of several retries and discards only one finds the letter; and it is appended before it is removed.</summary>
    private const string Requeue = """
        local letter = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
        if not letter then return false end
        local fields = {}
        for i = 1, #letter[2], 2 do fields[letter[2][i]] = letter[2][i + 1] end
        local entry = {'d', fields['d'] or '', 'f', fields['failedAt'] or ''}
        if fields['t'] then entry[5], entry[6] = 't', fields['t'] end
        local id = redis.call('XADD', KEYS[2], '*', unpack(entry))
        redis.call('XDEL', KEYS[1], ARGV[1])
        return id
        """;

    private readonly Doorbell _wake = new(redis, StreamKeys.Wake);

    public Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, CancellationToken ct) => RunAsync(() => NewestAsync(limit), ct);

    public Task<long> CountAsync(CancellationToken ct) => RunAsync(() => SumAsync((db, key) => db.ExecuteAsync("XLEN", key)), ct);

    public Task<DeadLetter?> FindAsync(string id, CancellationToken ct) => RunAsync(() => FindAsync(DeadLetterId.Parse(id)), ct);

    public Task<EntryLocation?> RetryAsync(string id, CancellationToken ct) => RunAsync(() => RetryAsync(DeadLetterId.Parse(id)), ct);

    public Task<bool> DiscardAsync(string id, CancellationToken ct) => RunAsync(() => DiscardAsync(DeadLetterId.Parse(id)), ct);

    /// <summary>The first half of a stream id is Redis's clock. Without the tilde: exactly those, not only whole nodes of them.</summary>
    public Task<long> CleanAsync(DateTimeOffset before, CancellationToken ct)
    {
        var oldest = Math.Max(0, before.ToUnixTimeMilliseconds()).ToString(CultureInfo.InvariantCulture);
        return RunAsync(() => SumAsync((db, key) => db.ExecuteAsync("XTRIM", key, "MINID", "=", oldest)), ct);
    }

    private Task<T> RunAsync<T>(Func<Task<T>> commands, CancellationToken ct) => RedisGuard.RunAsync(commands, options.Value.CommandTimeoutMs, ct);

    private async Task<IReadOnlyList<DeadLetter>> NewestAsync(int limit)
    {
        var db = redis.GetDatabase();
        var parts = await Task.WhenAll(Places().Select(place => NewestAsync(db, place.Lane, place.Partition, limit))).ConfigureAwait(false);
        return [.. parts.SelectMany(part => part).OrderByDescending(letter => letter.FailedAtMs).Take(limit)];
    }

    private static async Task<IEnumerable<DeadLetter>> NewestAsync(IDatabase db, Lane lane, int partition, int limit)
    {
        var reply = await db.ExecuteAsync("XREVRANGE", StreamKeys.Dead(lane, partition), "+", "-", "COUNT", limit).ConfigureAwait(false);
        return QueueEntry.ParseList(reply).Select(entry => Letter(lane, partition, entry));
    }

    private static DeadLetter Letter(Lane lane, int partition, QueueEntry entry) => new(
        new DeadLetterId(lane, partition, entry.Id).ToString(), entry["eventId"], entry["leadId"], (string?)entry["reason"] ?? "",
        (int)entry["attempts"], new EntryLocation(lane, partition, (string?)entry["entry"] ?? ""),
        (long)entry["failedAt"], (string?)entry["d"] ?? "");

    private async Task<long> SumAsync(Func<IDatabase, RedisKey, Task<RedisResult>> command)
    {
        var db = redis.GetDatabase();
        var counts = await Task.WhenAll(Places().Select(place => command(db, StreamKeys.Dead(place.Lane, place.Partition)))).ConfigureAwait(false);
        return counts.Sum(count => (long)count);
    }

    private IEnumerable<(Lane Lane, int Partition)> Places() =>
        from lane in Enum.GetValues<Lane>()
        from partition in Enumerable.Range(0, options.Value.Partitions)
        select (lane, partition);

    private async Task<DeadLetter?> FindAsync(DeadLetterId? id) =>
        id is not null && await EntryAsync(id).ConfigureAwait(false) is { } entry ? Letter(id.Lane, id.Partition, entry) : null;

    private async Task<QueueEntry?> EntryAsync(DeadLetterId id) => QueueEntry.ParseList(await redis.GetDatabase()
        .ExecuteAsync("XRANGE", StreamKeys.Dead(id.Lane, id.Partition), id.EntryId, id.EntryId).ConfigureAwait(false)).FirstOrDefault();

    private async Task<EntryLocation?> RetryAsync(DeadLetterId? id)
    {
        if (id is null) return null;
        var added = await redis.GetDatabase().ScriptEvaluateAsync(
            Requeue, [StreamKeys.Dead(id.Lane, id.Partition), StreamKeys.Stream(id.Lane, id.Partition)], [id.EntryId]).ConfigureAwait(false);
        if (added.IsNull) return null;
        _wake.Ring();
        return new(id.Lane, id.Partition, added.Text());
    }

    private async Task<bool> DiscardAsync(DeadLetterId? id) =>
        id is not null
        && (long)await redis.GetDatabase().ExecuteAsync("XDEL", StreamKeys.Dead(id.Lane, id.Partition), id.EntryId).ConfigureAwait(false) == 1;
}
