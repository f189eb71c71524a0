using System.Text.Json;
using StackExchange.Redis;

namespace LeadScoring.Streams.Leases;

/// <summary>The workers that run, by their heartbeats.</summary>
public sealed class WorkerRoster(IConnectionMultiplexer redis, TimeProvider time)
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(10);

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task BeatAsync(string worker, double ratePerSecond, int partitions) => redis.GetDatabase().HashSetAsync(
        StreamKeys.Workers, worker, JsonSerializer.SerializeToUtf8Bytes(new WorkerHeartbeat(NowMs, ratePerSecond, partitions)));

    public Task LeaveAsync(string worker) => redis.GetDatabase().HashDeleteAsync(StreamKeys.Workers, worker);

    /// <summary>Workers whose last heartbeat is at most ten seconds old; the others are removed.</summary>
    public async Task<IReadOnlyDictionary<string, WorkerHeartbeat>> LiveAsync()
    {
        var db = redis.GetDatabase();
        var live = new Dictionary<string, WorkerHeartbeat>(StringComparer.Ordinal);
        foreach (var entry in await db.HashGetAllAsync(StreamKeys.Workers).ConfigureAwait(false))
        {
            if (Parse(entry.Value) is { } beat && NowMs - beat.AtMs <= Stale.TotalMilliseconds) live[entry.Name!] = beat;
            else await db.HashDeleteAsync(StreamKeys.Workers, entry.Name).ConfigureAwait(false);
        }

        return live;
    }

    private static WorkerHeartbeat? Parse(RedisValue value)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerHeartbeat>((byte[])value!);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A worker's report every two seconds, as JSON in the hash <c>ls:workers</c>.</summary>
/// <param name="AtMs">When, Unix ms.</param>
/// <param name="RatePerSecond">Events acknowledged per second since its last heartbeat.</param>
/// <param name="Partitions">How many partitions it holds.</param>
public sealed record WorkerHeartbeat(long AtMs, double RatePerSecond, int Partitions);
