using System.Collections.Concurrent;
using System.Globalization;
using LeadScoring.Core.Queue;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.History;

/// <summary>Reads what all <see cref="QueueRecorder"/>s have counted. Five seconds that are over for a while do not change, and are read once.</summary>
public sealed class RedisQueueHistory(IConnectionMultiplexer redis, IOptions<StreamOptions> options, TimeProvider time) : IQueueHistory
{
    /// <summary>Counts that were sent when the slot ended may be on their way.</summary>
    private const int UnsettledSlots = 2;

    private readonly ConcurrentDictionary<long, Slot> _settled = new();

    public async Task<QueueHistory> ReadAsync(int points, CancellationToken ct)
    {
        var newest = Slots.At(time.GetUtcNow()) - 1;
        var slots = await RunAsync(() => Task.WhenAll(Enumerable.Range(0, points).Select(i => ReadAsync(newest - points + 1 + i, newest))), ct).ConfigureAwait(false);
        foreach (var old in _settled.Keys.Where(slot => slot <= newest - QueueHistory.MaxPoints || slot > newest)) _settled.TryRemove(old, out _);
        var all = new LatencyHistogram();
        foreach (var slot in slots) all.Add(slot.Latencies);
        return new(all.Percentiles(), [.. slots.Select(slot => slot.Point)]);
    }

    public Task SampleAsync(CancellationToken ct) => RunAsync(SampleAsync, ct);

    private async Task<bool> SampleAsync()
    {
        var db = redis.GetDatabase();
        var lengths = await Task.WhenAll(options.Value.AllStreams().Select(s => db.StreamLengthAsync(StreamKeys.Stream(s.Lane, s.Partition)))).ConfigureAwait(false);
        var key = StreamKeys.History(Slots.At(time.GetUtcNow()));
        await Task.WhenAll(db.HashSetAsync(key, QueueRecorder.WaitingField, lengths.Sum()), db.KeyExpireAsync(key, QueueRecorder.Kept)).ConfigureAwait(false);
        return true;
    }

    private async Task<Slot> ReadAsync(long number, long newest)
    {
        if (_settled.TryGetValue(number, out var known)) return known;
        var slot = Slot.Of(number, await redis.GetDatabase().HashGetAllAsync(StreamKeys.History(number)).ConfigureAwait(false));
        if (number <= newest - UnsettledSlots) _settled[number] = slot;
        return slot;
    }

    private Task<T> RunAsync<T>(Func<Task<T>> commands, CancellationToken ct) => RedisCall.RunAsync(commands, options.Value.CommandTimeoutMs, ct);

    private sealed record Slot(QueuePoint Point, LatencyHistogram Latencies)
    {
        public static Slot Of(long number, HashEntry[] fields)
        {
            long? waiting = null;
            var (accepted, finished, latencies) = (0L, 0L, new LatencyHistogram());
            foreach (var (name, value) in fields.Select(f => ((string?)f.Name, (long)f.Value)))
            {
                if (name == QueueRecorder.WaitingField) waiting = value;
                else if (name == QueueRecorder.AcceptedField) accepted = value;
                else if (name == QueueRecorder.FinishedField) finished = value;
                else if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var bucket) && bucket < LatencyHistogram.Buckets) latencies.Add(bucket, value);
            }

            return new(new(Slots.StartMs(number), waiting, accepted, finished, latencies.Percentiles()), latencies);
        }
    }
}
