using System.Globalization;
using LeadScoring.Core.Queue;
using StackExchange.Redis;

namespace LeadScoring.Streams.History;

/// <summary>
/// Counts what this process does to the queue, and adds the counts to Redis once a second while there are any: to the five seconds that they
/// are sent in. A process that ends without notice loses a second of them, and so do those that Redis does not take: they are statistics.
/// <code>ls:history:340000000 → in 60, out 58, waiting 2, 13 40, 17 18 (events by the bucket of their latency)</code>
/// </summary>
public sealed class QueueRecorder : IDisposable
{
    internal const string AcceptedField = "in", FinishedField = "out", WaitingField = "waiting";
    internal static readonly TimeSpan Kept = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private readonly IConnectionMultiplexer _redis;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly long[] _latencies = new long[LatencyHistogram.Buckets];
    private long _accepted, _finished;
    private bool _isPending;

    public QueueRecorder(IConnectionMultiplexer redis, TimeProvider time)
    {
        (_redis, _time) = (redis, time);
        _timer = time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Events were appended.</summary>
    public void Accepted(int count) => Add(() => _accepted += count);

    /// <summary>Events left the queue: scored, duplicates, or given up.</summary>
    public void Finished(int count) => Add(() => _finished += count);

    /// <summary>Events were scored.</summary>
    /// <param name="latenciesMs">How long each took since it was appended.</param>
    public void Scored(IEnumerable<long> latenciesMs) => Add(() =>
    {
        foreach (var ms in latenciesMs) _latencies[LatencyHistogram.BucketOf(ms)]++;
    });

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }

    private void Add(Action count)
    {
        lock (_gate)
        {
            count();
            if (_isPending) return;
            _isPending = true;
        }

        _timer.Change(Delay, Timeout.InfiniteTimeSpan);
    }

    private void Flush()
    {
        var counts = Take();
        if (counts.Count == 0) return;
        var key = StreamKeys.History(Slots.At(_time.GetUtcNow()));
        try
        {
            var db = _redis.GetDatabase();
            foreach (var (field, count) in counts) db.HashIncrement(key, field, count, CommandFlags.FireAndForget);
            db.KeyExpire(key, Kept, CommandFlags.FireAndForget);
        }
        catch (Exception e) when (RedisCall.IsFailure(e))
        {
            // Statistics: nobody waits for them.
        }
    }

    private List<(RedisValue Field, long Count)> Take()
    {
        lock (_gate)
        {
            List<(RedisValue, long)> counts = [(AcceptedField, _accepted), (FinishedField, _finished)];
            counts.AddRange(_latencies.Select((count, bucket) => ((RedisValue)bucket.ToString(CultureInfo.InvariantCulture), count)));
            Array.Clear(_latencies);
            (_accepted, _finished, _isPending) = (0, 0, false);
            return [.. counts.Where(c => c.Item2 > 0)];
        }
    }
}

/// <summary>Five seconds each, numbered from 1970 on.</summary>
internal static class Slots
{
    private const long Ms = QueueHistory.SecondsPerPoint * 1_000L;

    public static long At(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / Ms;

    public static long StartMs(long slot) => slot * Ms;
}
