using System.Diagnostics;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Ingest;

/// <summary>Fetches the next entries of the partitions held: what is due again first, then live, and bulk into what live leaves free.</summary>
public sealed class EntryReader(
    RedisConnection redis, WorkerIdentity worker, IOptions<WorkerOptions> options, TimeProvider time, ILogger<EntryReader> log)
{
    private static readonly TimeSpan DueInterval = TimeSpan.FromMilliseconds(100);
    private IngestStream[] _live = [];
    private IngestStream[] _bulk = [];
    private long _dueAt;

    /// <summary>Works on these partitions from now on.</summary>
    public async Task HoldAsync(IReadOnlyList<int> partitions)
    {
        _live = [.. partitions.Select(p => new IngestStream(redis, Lane.Live, p))];
        _bulk = [.. partitions.Select(p => new IngestStream(redis, Lane.Bulk, p))];
        await Task.WhenAll(_live.Concat(_bulk).Select(s => s.EnsureAsync())).ConfigureAwait(false);
    }

    /// <summary>What was delivered before and never acknowledged, by whomever; in pages.</summary>
    public async IAsyncEnumerable<List<QueuedEntry>> ReclaimAsync()
    {
        foreach (var stream in _live.Concat(_bulk))
        {
            string? after = null;
            do
            {
                (var pending, after) = await stream.PendingAsync(after).ConfigureAwait(false);
                if (pending.Count == 0) continue;
                log.Reclaimed(pending.Count);
                yield return await stream.ClaimAsync(worker.Name, pending).ConfigureAwait(false);
            }
            while (after is not null);
        }
    }

    public async Task<List<QueuedEntry>> ReadAsync()
    {
        var entries = await DueAsync().ConfigureAwait(false);
        await ReadAsync(_live, options.Value.LiveBatch, entries).ConfigureAwait(false);
        var free = options.Value.BulkBatch - entries.Count;
        if (free > 0) await ReadAsync(_bulk, free, entries).ConfigureAwait(false);
        return entries;
    }

    private async Task ReadAsync(IngestStream[] streams, int total, List<QueuedEntry> entries)
    {
        var each = Math.Max(1, total / Math.Max(1, streams.Length));
        foreach (var read in await Task.WhenAll(streams.Select(s => s.ReadAsync(worker.Name, each))).ConfigureAwait(false))
        {
            entries.AddRange(read);
        }
    }

    private async Task<List<QueuedEntry>> DueAsync()
    {
        var entries = new List<QueuedEntry>();
        if (_dueAt != 0 && Stopwatch.GetElapsedTime(_dueAt) < DueInterval) return entries;
        _dueAt = Stopwatch.GetTimestamp();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var streams = _live.Concat(_bulk).ToArray();
        var due = await Task.WhenAll(streams.Select(s => s.DueAsync(now))).ConfigureAwait(false);
        for (var i = 0; i < streams.Length; i++)
        {
            if (due[i].Count > 0) entries.AddRange(await streams[i].ClaimAsync(worker.Name, due[i]).ConfigureAwait(false));
        }

        return entries;
    }
}
