using System.Diagnostics;
using System.Text.Json;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;
using StackExchange.Redis;

namespace LeadScoring.Worker.Leases;

/// <summary>Tells that this worker lives and how fast it goes, and knows how many others do.</summary>
public sealed class WorkerHeartbeats(RedisConnection redis, WorkerIdentity worker, TimeProvider time) : BackgroundService
{
    private long _acknowledged;
    private int _partitions;

    public void Acknowledged(int entries) => Interlocked.Add(ref _acknowledged, entries);

    public void Holds(int partitions) => Volatile.Write(ref _partitions, partitions);

    /// <summary>Workers heard of within the last ten seconds; at least this one.</summary>
    public async Task<int> CountAsync(CancellationToken ct)
    {
        var all = (RedisResult[])(await redis.ExecuteAsync("HVALS", StreamKeys.Workers).ConfigureAwait(false))!;
        var now = Now;
        var others = all.Select(h => JsonSerializer.Deserialize<WorkerHeartbeat>((string)h!))
            .Count(h => h is not null && h.Worker != worker.Name && now - h.AtMs < WorkerHeartbeat.StaleAfterMs);
        return others + 1;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        var (before, at) = (0L, Stopwatch.GetTimestamp());
        try
        {
            do
            {
                var (count, now) = (Interlocked.Read(ref _acknowledged), Stopwatch.GetTimestamp());
                var seconds = Stopwatch.GetElapsedTime(at, now).TotalSeconds;
                await TellAsync(seconds > 0 ? (count - before) / seconds : 0).ConfigureAwait(false);
                (before, at) = (count, now);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            await RemoveAsync().ConfigureAwait(false);
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task TellAsync(double rate)
    {
        try
        {
            var beat = new WorkerHeartbeat(worker.Name, Now, Math.Round(rate, 1), Volatile.Read(ref _partitions));
            await redis.ExecuteAsync("HSET", StreamKeys.Workers, worker.Name, JsonSerializer.Serialize(beat)).ConfigureAwait(false);
            await redis.ExecuteAsync("EXPIRE", StreamKeys.Workers, 60).ConfigureAwait(false);
        }
        catch (QueueUnavailableException)
        {
            // Said again in two seconds.
        }
    }

    private async Task RemoveAsync()
    {
        try
        {
            await redis.ExecuteAsync("HDEL", StreamKeys.Workers, worker.Name).ConfigureAwait(false);
        }
        catch (QueueUnavailableException)
        {
            // It goes stale by itself.
        }
    }
}
