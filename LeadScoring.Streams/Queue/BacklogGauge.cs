using LeadScoring.Core.Queue;
using StackExchange.Redis;

namespace LeadScoring.Streams.Queue;

/// <summary>How many events wait: the streams' lengths, asked at most four times a second, plus what was appended since.</summary>
internal sealed class BacklogGauge(IConnectionMultiplexer redis, int partitions, TimeProvider time)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private Task<long>? _reading;
    private long _readAt;
    private long _appended;

    public async Task<long> ReadAsync()
    {
        Task<long> reading;
        lock (_gate)
        {
            if (_reading is null || _reading.IsFaulted || (_reading.IsCompleted && time.GetElapsedTime(_readAt) > MaxAge))
            {
                _readAt = time.GetTimestamp();
                Interlocked.Exchange(ref _appended, 0);
                _reading = SumAsync();
            }

            reading = _reading;
        }

        return await reading.ConfigureAwait(false) + Interlocked.Read(ref _appended);
    }

    public void Appended(int count) => Interlocked.Add(ref _appended, count);

    private async Task<long> SumAsync()
    {
        var db = redis.GetDatabase();
        var lengths = await Task.WhenAll(
            from lane in Enum.GetValues<Lane>()
            from partition in Enumerable.Range(0, partitions)
            select db.ExecuteAsync("XLEN", StreamKeys.Stream(lane, partition))).ConfigureAwait(false);
        return lengths.Sum(length => (long)length);
    }
}
