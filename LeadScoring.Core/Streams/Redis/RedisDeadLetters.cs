using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>Dead letters of all lanes and partitions, each in the stream beside its origin.</summary>
public sealed class RedisDeadLetters(IConnectionMultiplexer redis, IOptions<StreamOptions> options) : IDeadLetters
{
    private readonly Doorbell _wake = new(redis, StreamKeys.Wake);

    public Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, CancellationToken ct) =>
        RedisGuard.RunAsync(() => NewestAsync(limit), options.Value.CommandTimeoutMs, ct);

    public Task<bool> RetryAsync(string id, CancellationToken ct) =>
        RedisGuard.RunAsync(() => RetryAsync(DeadLetterId.Parse(id)), options.Value.CommandTimeoutMs, ct);

    public Task<bool> DiscardAsync(string id, CancellationToken ct) =>
        RedisGuard.RunAsync(() => DiscardAsync(DeadLetterId.Parse(id)), options.Value.CommandTimeoutMs, ct);

    private async Task<IReadOnlyList<DeadLetter>> NewestAsync(int limit)
    {
        var db = redis.GetDatabase();
        var parts = await Task.WhenAll(
            from lane in Enum.GetValues<Lane>()
            from partition in Enumerable.Range(0, options.Value.Partitions)
            select NewestAsync(db, lane, partition, limit)).ConfigureAwait(false);
        return [.. parts.SelectMany(part => part).OrderByDescending(letter => letter.FailedAtMs).Take(limit)];
    }

    private static async Task<IEnumerable<DeadLetter>> NewestAsync(IDatabase db, Lane lane, int partition, int limit)
    {
        var reply = await db.ExecuteAsync("XREVRANGE", StreamKeys.Dead(lane, partition), "+", "-", "COUNT", limit).ConfigureAwait(false);
        return StreamEntry.ParseList(reply).Select(entry => new DeadLetter(
            new DeadLetterId(lane, partition, entry.Id).ToString(), entry["eventId"], entry["leadId"], (string?)entry["reason"] ?? "",
            (int)entry["attempts"], new EntryLocation(lane, partition, (string?)entry["entry"] ?? ""),
            (long)entry["failedAt"], (string?)entry["d"] ?? ""));
    }

    /// <summary>Two retries at once append twice; the eventId still counts once.</summary>
    private async Task<bool> RetryAsync(DeadLetterId? id)
    {
        if (id is null) return false;
        var db = redis.GetDatabase();
        var dead = StreamKeys.Dead(id.Lane, id.Partition);
        var found = StreamEntry.ParseList(await db.ExecuteAsync("XRANGE", dead, id.EntryId, id.EntryId).ConfigureAwait(false));
        if (found.Count == 0) return false;

        var transaction = db.CreateTransaction();
        object[] entry = [StreamKeys.Stream(id.Lane, id.Partition), "*", "d", found[0].Payload ?? []];
        _ = transaction.ExecuteAsync("XADD", found[0].TraceParent is { } trace ? [.. entry, "t", trace] : entry);
        _ = transaction.ExecuteAsync("XDEL", dead, id.EntryId);
        if (!await transaction.ExecuteAsync().ConfigureAwait(false)) throw new QueueUnavailableException("Redis refused a transaction.");
        _wake.Ring();
        return true;
    }

    private async Task<bool> DiscardAsync(DeadLetterId? id) =>
        id is not null
        && (long)await redis.GetDatabase().ExecuteAsync("XDEL", StreamKeys.Dead(id.Lane, id.Partition), id.EntryId).ConfigureAwait(false) == 1;
}
