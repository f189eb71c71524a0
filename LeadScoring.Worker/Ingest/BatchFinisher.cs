using System.Diagnostics;
using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Streams;
using LeadScoring.Streams.DeadLetters;
using LeadScoring.Streams.History;
using LeadScoring.Streams.Queue;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// The steps after a commit, in this order: announce, reply, acknowledge. After a crash in between, the entries are still pending; their
/// redelivery announces again.
/// </summary>
internal sealed class BatchFinisher(
    IChangeFeed feed, IOutbox outbox, IEventStore store, SubmissionReplies replies, DelayedEntries delayed, IngestActivity activity, QueueRecorder history,
    IFaultPoints faults, IOptions<StreamOptions> streams, TimeProvider time, ILogger<BatchFinisher> log)
{
    public async Task FinishAsync(BatchOutcome batch, CancellationToken ct)
    {
        using var trace = batch.Trace;
        try
        {
            await FinishStepsAsync(batch, ct);
        }
        catch (Exception e)
        {
            trace?.Failed(e);
            throw;
        }
    }

    private async Task FinishStepsAsync(BatchOutcome batch, CancellationToken ct)
    {
        await faults.ReachAsync("commit.after", ct);
        await AnnounceAsync(batch, ct);
        await faults.ReachAsync("announce.after", ct);
        var failedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        await RecordFailuresAsync(batch, failedAtMs, ct);
        await ForgetFailuresAsync(batch, ct);
        await RedisCall.RunAsync(() => replies.SendAsync(Replies(batch)), streams.Value.CommandTimeoutMs, ct);
        await faults.ReachAsync("ack.before", ct);
        await RedisCall.RunAsync(() => AcknowledgeAsync(batch, failedAtMs), streams.Value.CommandTimeoutMs, ct);
        activity.AddAcknowledged(batch.Scored.Count + batch.DeadLetters.Count);
        history.Finished(batch.Scored.Count + batch.DeadLetters.Count);
        IngestMeters.Finished(batch);
    }

    private async Task AnnounceAsync(BatchOutcome batch, CancellationToken ct)
    {
        var startedAt = time.GetUtcNow();
        await feed.AnnounceAsync(ChangeKinds.Score, batch.Changes, ct);
        outbox.Announced(batch.Positions);
        var endedAt = time.GetUtcNow();
        IngestMeters.Announced(batch, endedAt.ToUnixTimeMilliseconds());
        batch.Trace?.Step("announce", startedAt, endedAt);
    }

    /// <summary>Each in the span of its delivery. The caller's <see cref="Activity.Current"/> stays as it is, since this method is async.</summary>
    private async Task RecordFailuresAsync(BatchOutcome batch, long failedAtMs, CancellationToken ct)
    {
        foreach (var (delivery, reason) in batch.DeadLetters)
        {
            batch.Trace?.DeadLettered(delivery);
            Activity.Current = batch.Trace?.SpanOf(delivery);
            await RecordFailureAsync(delivery, reason, failedAtMs, ct);
        }
    }

    private async Task RecordFailureAsync(Delivery delivery, string reason, long failedAtMs, CancellationToken ct)
    {
        log.DeadLettered(delivery.Content.EventId ?? delivery.Entry.Id.ToString(), delivery.Number);
        if (delivery.Content.EventId is not { } eventId || !EventRules.IsEventId(eventId)) return;
        await store.RecordFailureAsync(new FailedEvent(eventId, delivery.Content.LeadId ?? "", reason, delivery.Number, failedAtMs, delivery.Content.Queued?.Event.ImportId), ct);
    }

    /// <summary>An API that retried a dead letter may have crashed before it deleted the record of the failure.</summary>
    private async Task ForgetFailuresAsync(BatchOutcome batch, CancellationToken ct)
    {
        foreach (var (delivery, outcome) in batch.Scored)
        {
            if (delivery.Entry.FailedAtMs is { } failedAtMs) await store.ForgetFailureAsync(outcome.EventId, failedAtMs, ct);
        }
    }

    private static IEnumerable<(string, SubmissionResult)> Replies(BatchOutcome batch)
    {
        foreach (var (delivery, outcome) in batch.Scored)
        {
            if (delivery.Content.Queued is { ReplyTo: { } channel } queued)
                yield return (channel, new SubmissionResult(queued.Event.Submission, outcome, null));
        }

        foreach (var (delivery, reason) in batch.DeadLetters)
        {
            if (delivery.Content.Queued is { ReplyTo: { } channel } queued)
                yield return (channel, new SubmissionResult(queued.Event.Submission, null, reason));
        }
    }

    private Task AcknowledgeAsync(BatchOutcome batch, long failedAtMs)
    {
        var acknowledged = batch.Scored.Select(s => s.Delivery).GroupBy(d => d.Source)
            .Select(part => part.Key.AcknowledgeAsync([.. part.Select(d => d.Entry.Id)]));
        var dead = batch.DeadLetters.Select(d => d.Delivery.Source.MoveToDeadLettersAsync(
            new DeadEntry(d.Delivery.Entry, d.Delivery.Content.EventId, d.Delivery.Content.LeadId, d.Reason, d.Delivery.Number, failedAtMs)));
        return Task.WhenAll([.. acknowledged, .. dead, .. batch.Retries.Select(delayed.DelayAsync)]);
    }
}
