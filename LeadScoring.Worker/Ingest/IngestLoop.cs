using System.Diagnostics;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Streams;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// Read, commit, finish. While a batch is announced and acknowledged the next one may commit, never more than one ahead.
/// Redis or the store being away stops everything for a while; the entries stay pending and are taken up again.
/// </summary>
internal sealed class IngestLoop(
    LaneReader reader, BatchCommitter committer, BatchFinisher finisher, DelayedEntries delayed, IngestActivity activity,
    IFaultPoints faults, IOptions<WorkerOptions> options, TimeProvider time, ILogger<IngestLoop> log) : IDisposable
{
    private readonly Backoff _backoff = new(options.Value.BackoffMs, options.Value.BackoffCapMs);
    private Task _finishing = Task.CompletedTask;
    private long _sweptAt = time.GetTimestamp();

    public WakeSignal Wake { get; } = new();

    /// <param name="stopping">Finish the batch in hand and return.</param>
    /// <param name="abandon">Drop everything as it is, as if the process had died.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await StepAsync(stopping, abandon);
            }
            catch (Exception e) when (!abandon.IsCancellationRequested)
            {
                await RecoverAsync(e, stopping, abandon);
            }
        }

        await SettleAsync(abandon);
    }

    public void Dispose() => Wake.Dispose();

    private async Task StepAsync(CancellationToken stopping, CancellationToken abandon)
    {
        if (time.GetElapsedTime(_sweptAt).TotalMilliseconds >= options.Value.SweepMs) await SweepAsync(abandon);
        var batch = await reader.ReadAsync(abandon);
        activity.Busy = batch.Count > 0;
        if (batch.Count == 0)
        {
            await _finishing;
            await SleepAsync(delayed.SleepLimit(TimeSpan.FromMilliseconds(options.Value.PollMs)), stopping);
            return;
        }

        if (!stopping.IsCancellationRequested) reader.ReadAhead(abandon);
        await ProcessAsync(batch, abandon);
        _backoff.Reset();
    }

    /// <summary>Between two batches nothing is in hand, so whatever is pending was lost on its way here, such as by a reply that came too late.</summary>
    private async Task SweepAsync(CancellationToken abandon)
    {
        await _finishing;
        await reader.ReclaimAllAsync(counted: false);
        _sweptAt = time.GetTimestamp();
    }

    private async Task ProcessAsync(List<Delivery> batch, CancellationToken abandon)
    {
        await faults.ReachAsync("read.after", abandon);
        var outcome = await CommitAsync(batch, abandon);
        try
        {
            await _finishing;
        }
        catch
        {
            outcome.Trace?.Dispose();
            throw;
        }

        _finishing = finisher.FinishAsync(outcome, abandon);
    }

    private async Task<BatchOutcome> CommitAsync(List<Delivery> batch, CancellationToken abandon)
    {
        await faults.ReachAsync("commit.before", abandon);
        var trace = BatchTrace.Start(batch);
        var (started, startedAt) = (Stopwatch.GetTimestamp(), time.GetUtcNow());
        try
        {
            var outcome = await committer.CommitAsync(batch, abandon);
            var (took, endedAt) = (Stopwatch.GetElapsedTime(started), time.GetUtcNow());
            reader.Budget.Observe(batch.Count, took);
            IngestMeters.Committed(batch, outcome, took, endedAt.ToUnixTimeMilliseconds());
            trace?.Step("commit", startedAt, endedAt);
            outcome.Trace = trace;
            return outcome;
        }
        catch (Exception e)
        {
            trace?.Failed(e);
            trace?.Dispose();
            throw;
        }
    }

    /// <summary>Nobody failed an attempt when Redis or the store was away; whatever else happened counts.</summary>
    private async Task RecoverAsync(Exception e, CancellationToken stopping, CancellationToken abandon)
    {
        await _finishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _finishing = Task.CompletedTask;
        activity.Busy = false;
        var away = e is StoreUnavailableException or QueueUnavailableException || RedisGuard.IsRedisTrouble(e);
        await reader.ReclaimAllAsync(counted: !away);
        var wait = _backoff.Next();
        if (away) log.BackingOff(e.GetType().Name, (int)wait.TotalMilliseconds);
        else log.BatchFailed(e, (int)wait.TotalMilliseconds);
        await Task.Delay(wait, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Finishes what is in hand; what cannot be stays pending for the next owner.</summary>
    private async Task SettleAsync(CancellationToken abandon)
    {
        try
        {
            var ahead = await reader.TakeAheadAsync();
            if (ahead.Count > 0) await ProcessAsync(ahead, abandon);
            await _finishing;
        }
        catch (Exception e) when (!abandon.IsCancellationRequested)
        {
            log.BatchFailed(e, 0);
        }
    }

    private async Task SleepAsync(TimeSpan limit, CancellationToken stopping)
    {
        try
        {
            await Wake.WaitAsync(limit, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The loop ends.
        }
    }
}
