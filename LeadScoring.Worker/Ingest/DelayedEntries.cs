using LeadScoring.Streams;
using LeadScoring.Streams.Queue;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Worker.Ingest;

/// <summary>Entries that back off after a failed attempt. They are kept in Redis, so that any worker can take them up again.</summary>
internal sealed class DelayedEntries(IOptions<StreamOptions> streams, IOptions<WorkerOptions> options, TimeProvider time)
{
    private const int MaxPerStream = 50;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private long _polledAt;
    private long _nextDueMs = long.MaxValue;

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>How long the loop may sleep: until the next entry is due that this worker delayed, at most <paramref name="poll"/>.</summary>
    public TimeSpan SleepLimit(TimeSpan poll)
    {
        var untilDue = Interlocked.Read(ref _nextDueMs) - NowMs;
        return untilDue < poll.TotalMilliseconds ? TimeSpan.FromMilliseconds(Math.Max(1, untilDue)) : poll;
    }

    public async Task DelayAsync(Delivery failed)
    {
        var due = NowMs + RetryDelayMs(failed.Number);
        await failed.Source.DelayAsync(failed.Entry.Id, due);
        if (due < Interlocked.Read(ref _nextDueMs)) Interlocked.Exchange(ref _nextDueMs, due);
    }

    /// <summary>Delivers the entries whose backoff has ended, at most 50 of each stream; asks Redis ten times a second at most.</summary>
    public async Task<List<Delivery>> TakeDueAsync(IReadOnlyList<PartitionStream> from, CancellationToken ct)
    {
        if (Interlocked.Read(ref _nextDueMs) > NowMs && _polledAt != 0 && time.GetElapsedTime(_polledAt) < PollInterval) return [];
        _polledAt = time.GetTimestamp();
        Interlocked.Exchange(ref _nextDueMs, long.MaxValue);
        var nowMs = NowMs;
        var due = await RunAsync(() => Task.WhenAll(from.Select(stream => stream.DueAsync(nowMs, MaxPerStream))), ct);
        var taken = await Task.WhenAll(from.Zip(due).Where(part => part.Second.Length > 0).Select(part => TakeAsync(part.First, part.Second, ct)));
        return [.. taken.SelectMany(part => part)];
    }

    /// <summary>The backoff after a failed attempt: four times as long after each, up to <see cref="WorkerOptions.RetryCapMs"/>.</summary>
    private long RetryDelayMs(int attempt) => (long)Math.Min(options.Value.RetryCapMs, options.Value.RetryBaseMs * Math.Pow(4, attempt - 1));

    private async Task<List<Delivery>> TakeAsync(PartitionStream stream, RedisValue[] ids, CancellationToken ct)
    {
        var counts = await RunAsync(() => Task.WhenAll(ids.Select(stream.DeliveriesAsync)), ct);
        var byId = ids.Zip(counts).ToDictionary(pair => pair.First, pair => pair.Second);
        var entries = await RunAsync(() => stream.TakeDueAsync(ids), ct);
        return [.. entries.Select(entry => new Delivery(stream, entry, byId[entry.Id] + 1))];
    }

    private Task<T> RunAsync<T>(Func<Task<T>> commands, CancellationToken ct) => RedisCall.RunAsync(commands, streams.Value.CommandTimeoutMs, ct);
}
