using System.Diagnostics;
using LeadScoring.Core.Events;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams.Redis;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// The first step, commit. The store being away is nobody's fault: the same batch is tried until it is back, without counting
/// attempts. Any other failure is narrowed down to single events by halving, so that one bad event fails alone.
/// </summary>
public sealed class BatchCommit(
    IEventStore store, IFaultPoints faults, IOptions<WorkerOptions> options, TimeProvider time, ILogger<BatchCommit> log)
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    public async Task<ProcessedBatch> RunAsync(IReadOnlyList<QueuedEntry> entries, CancellationToken ct)
    {
        var batch = new ProcessedBatch();
        var readable = new List<QueuedEntry>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.Event is null) batch.Dead.Add((entry, $"unreadable: {entry.Unreadable}"));
            else if (entry.Attempts > options.Value.MaxDeliveries) batch.Dead.Add((entry, $"delivered {entry.Attempts} times without an end"));
            else readable.Add(entry);
        }

        await faults.ReachAsync("commit.before", ct).ConfigureAwait(false);
        // What was delivered again and again may be what kills the worker: it goes alone.
        var (suspects, others) = (readable.FindAll(e => e.Attempts > options.Value.MaxAttempts), readable.FindAll(e => e.Attempts <= options.Value.MaxAttempts));
        if (others.Count > 0) await CommitAsync(others, batch, ct).ConfigureAwait(false);
        foreach (var suspect in suspects) await CommitAsync([suspect], batch, ct).ConfigureAwait(false);
        await faults.ReachAsync("commit.after", ct).ConfigureAwait(false);
        return batch;
    }

    private async Task CommitAsync(List<QueuedEntry> entries, ProcessedBatch batch, CancellationToken ct)
    {
        var traces = StartTraces(entries);
        try
        {
            var result = await WhenStoreIsThereAsync(entries, ct).ConfigureAwait(false);
            Sort(entries, result, batch);
        }
        catch (Exception e) when (e is not OperationCanceledException && entries.Count == 1)
        {
            Fail(entries[0], e, batch);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var half = entries.Count / 2;
            await CommitAsync(entries[..half], batch, ct).ConfigureAwait(false);
            await CommitAsync(entries[half..], batch, ct).ConfigureAwait(false);
        }
        finally
        {
            foreach (var trace in traces) trace.Dispose();
        }
    }

    /// <summary>Never cancelled inside the commit itself: a batch in hand is finished before the worker stops.</summary>
    private async Task<CommitResult> WhenStoreIsThereAsync(List<QueuedEntry> entries, CancellationToken ct)
    {
        var events = entries.ConvertAll(e => e.Event!);
        for (var backoff = new Backoff(); ; )
        {
            try
            {
                return await store.CommitAsync(events, CancellationToken.None).ConfigureAwait(false);
            }
            catch (StoreUnavailableException e)
            {
                var delay = backoff.Next();
                log.StoreAway(delay.TotalMilliseconds, events.Count, e.Message);
                await Task.Delay(delay, time, ct).ConfigureAwait(false);
            }
        }
    }

    private void Sort(List<QueuedEntry> entries, CommitResult result, ProcessedBatch batch)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var outcome = result.Outcomes[i];
            if (outcome.Status == EventStatus.LeadUnknown) batch.Dead.Add((entries[i], $"lead unknown: {outcome.LeadId}"));
            else if (outcome.Status == EventStatus.LeadDeleted) batch.Dead.Add((entries[i], "lead deleted"));
            else batch.Done.Add((entries[i], outcome));
        }

        batch.Changes.AddRange(result.Changes);
        ScoringMeters.Committed(result.Outcomes, time.GetUtcNow().ToUnixTimeMilliseconds() - entries.Min(e => e.Event!.ReceivedAtMs));
    }

    private void Fail(QueuedEntry entry, Exception reason, ProcessedBatch batch)
    {
        if (entry.Attempts >= options.Value.MaxAttempts)
        {
            batch.Dead.Add((entry, $"{reason.GetType().Name}: {reason.Message}"));
            return;
        }

        var delay = TimeSpan.FromMilliseconds(options.Value.RetryMilliseconds * Math.Pow(4, entry.Attempts - 1));
        if (delay > LongestRetry) delay = LongestRetry;
        log.EventFailed(reason, entry.Event!.EventId, entry.Attempts, delay.TotalMilliseconds);
        batch.Delayed.Add((entry, delay));
    }

    /// <summary>One span per traced event, under the request that brought it; bounded, since a batch can be large.</summary>
    private static List<Activity> StartTraces(List<QueuedEntry> entries) =>
        ScoringMeters.Source.HasListeners()
            ? [.. entries.Where(e => e.TraceParent is not null).Take(128)
                .Select(e => ScoringMeters.Source.StartActivity("score event", ActivityKind.Consumer, e.Trace)).OfType<Activity>()]
            : [];
}
