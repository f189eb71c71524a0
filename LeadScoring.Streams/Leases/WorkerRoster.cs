using System.Text.Json;
using StackExchange.Redis;

namespace LeadScoring.Streams.Leases;

/// <summary>The workers that run, by their heartbeats.</summary>
public sealed class WorkerRoster(IConnectionMultiplexer redis, TimeProvider time)
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task BeatAsync(string worker, double ratePerSecond, int partitions) => SetAsync(worker, new(NowMs, ratePerSecond, partitions));

    /// <summary>The worker stops. It is remembered for a day, so that people can see who worked last.</summary>
    public Task LeaveAsync(string worker) => SetAsync(worker, new(NowMs, 0, 0, HasLeft: true));

    /// <summary>Workers that have not left and whose last heartbeat is at most ten seconds old.</summary>
    public async Task<IReadOnlyDictionary<string, WorkerHeartbeat>> LiveAsync() =>
        (await AllAsync().ConfigureAwait(false)).Where(worker => IsLive(worker.Value)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The workers of the last day; older ones are removed.</summary>
    public async Task<IReadOnlyDictionary<string, WorkerHeartbeat>> AllAsync()
    {
        var db = redis.GetDatabase();
        var all = new Dictionary<string, WorkerHeartbeat>(StringComparer.Ordinal);
        foreach (var entry in await db.HashGetAllAsync(StreamKeys.Workers).ConfigureAwait(false))
        {
            if (Parse(entry.Value) is { } beat && NowMs - beat.AtMs <= Forgotten.TotalMilliseconds) all[entry.Name!] = beat;
            else await db.HashDeleteAsync(StreamKeys.Workers, entry.Name).ConfigureAwait(false);
        }

        return all;
    }

    public bool IsLive(WorkerHeartbeat beat) => !beat.HasLeft && NowMs - beat.AtMs <= Stale.TotalMilliseconds;

    private Task<bool> SetAsync(string worker, WorkerHeartbeat beat) => redis.GetDatabase().HashSetAsync(StreamKeys.Workers, worker, JsonSerializer.SerializeToUtf8Bytes(beat));

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
/// <param name="HasLeft">It was its last one.</param>
public sealed record WorkerHeartbeat(long AtMs, double RatePerSecond, int Partitions, bool HasLeft = false);
