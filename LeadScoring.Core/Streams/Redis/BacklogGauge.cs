using Microsoft.Extensions.Options;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>Knows how many entries the ingest streams hold: counted at most four times a second, and what this process added since.</summary>
public sealed class BacklogGauge(RedisConnection redis, IOptions<StreamOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(250);
    private readonly SemaphoreSlim _counting = new(1, 1);
    private long _countedAt = long.MinValue;
    private long _entries;

    /// <exception cref="QueueFullException">With these events the backlog would be over its bound.</exception>
    public async Task AdmitAsync(int events)
    {
        if (IsOld) await RefreshAsync().ConfigureAwait(false);
        var bound = options.Value.BacklogLimit;
        var backlog = Interlocked.Add(ref _entries, events);
        if (backlog <= bound) return;
        Interlocked.Add(ref _entries, -events);
        throw new QueueFullException(backlog - events, bound);
    }

    public void Dispose() => _counting.Dispose();

    private bool IsOld => Volatile.Read(ref _countedAt) is var at && (at == long.MinValue || time.GetElapsedTime(at) > MaxAge);

    private async Task RefreshAsync()
    {
        await _counting.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!IsOld) return;
            var database = redis.Database;
            var lengths = await RedisConnection.AnswerAsync(Task.WhenAll(
                from partition in Enumerable.Range(0, options.Value.Partitions)
                from lane in Enum.GetValues<Lane>()
                select database.ExecuteAsync("XLEN", StreamKeys.Ingest(lane, partition)))).ConfigureAwait(false);
            Interlocked.Exchange(ref _entries, lengths.Sum(l => (long)l));
            Volatile.Write(ref _countedAt, time.GetTimestamp());
        }
        finally
        {
            _counting.Release();
        }
    }
}
