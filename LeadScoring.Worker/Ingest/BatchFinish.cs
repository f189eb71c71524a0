using LeadScoring.Core.Events;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;
using LeadScoring.Worker.Leases;

namespace LeadScoring.Worker.Ingest;

/// <summary>The steps after the commit: announce, reply, acknowledge. Whatever fails here is repaired by redelivery.</summary>
public sealed class BatchFinish(
    RedisConnection redis, IEventStore store, IChangeFeed feed, SubmissionResults results, WorkerHeartbeats heartbeats,
    IFaultPoints faults, TimeProvider time, ILogger<BatchFinish> log)
{
    /// <summary>Ids per XACK: bounds the size of one command.</summary>
    private const int AcknowledgedAtOnce = 1_000;

    public async Task RunAsync(ProcessedBatch batch, CancellationToken ct)
    {
        await feed.AnnounceAsync("score", batch.Changes, ct).ConfigureAwait(false);
        await faults.ReachAsync("announce.after", ct).ConfigureAwait(false);
        foreach (var (entry, outcome) in batch.Done) await ReplyAsync(entry, outcome, null).ConfigureAwait(false);
        foreach (var (entry, reason) in batch.Dead) await BuryAsync(entry, reason, ct).ConfigureAwait(false);
        foreach (var (entry, delay) in batch.Delayed)
        {
            await Stream(entry).DelayAsync(entry.Id, Now + (long)delay.TotalMilliseconds).ConfigureAwait(false);
        }

        await faults.ReachAsync("ack.before", ct).ConfigureAwait(false);
        await Task.WhenAll(
            from entry in batch.Done.Select(d => d.Entry)
            group entry.Id by (entry.Lane, entry.Partition) into ids
            from chunk in ids.Chunk(AcknowledgedAtOnce)
            select new IngestStream(redis, ids.Key.Lane, ids.Key.Partition).AcknowledgeAsync(chunk)).ConfigureAwait(false);
        heartbeats.Acknowledged(batch.Done.Count + batch.Dead.Count);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private IngestStream Stream(QueuedEntry entry) => new(redis, entry.Lane, entry.Partition);

    /// <summary>Into the store first: once the entry is gone from the stream, the job must still be found.</summary>
    private async Task BuryAsync(QueuedEntry entry, string reason, CancellationToken ct)
    {
        if (entry.Event is { } e)
        {
            await store.RecordFailureAsync(new(e.EventId, e.LeadId, reason, entry.Attempts, Now), ct).ConfigureAwait(false);
        }

        await Stream(entry).DeadLetterAsync(entry, reason, Now).ConfigureAwait(false);
        log.DeadLettered(entry.Id, entry.Partition, reason);
        ScoringMeters.DeadLettered();
        await ReplyAsync(entry, null, reason).ConfigureAwait(false);
    }

    private async Task ReplyAsync(QueuedEntry entry, EventOutcome? outcome, string? failedReason)
    {
        if (entry.ReplyTo is not { } channel) return;
        await results.ReplyAsync(channel, new(entry.Event!.Submission, outcome, failedReason)).ConfigureAwait(false);
    }
}
