using System.Diagnostics;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Streams;
using LeadScoring.Streams.History;
using LeadScoring.Streams.Leases;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// Reclaim and read (<see cref="LaneReader"/>), commit (<see cref="BatchCommitter"/>), announce, reply and acknowledge
/// (<see cref="BatchFinisher"/>). While a batch is finished the next one is committed, never more than one ahead. When Redis or the store
/// is unavailable the loop backs off; the entries stay pending and are reclaimed.
/// </summary>
internal sealed class IngestService(
    LaneReader reader, BatchCommitter committer, BatchFinisher finisher, DelayedEntries delayed, IngestActivity activity, QueueRecorder history, PartitionLeases leases,
    IConnectionMultiplexer redis, IFaultPoints faults, IOptions<WorkerOptions> options, TimeProvider time, ILogger<IngestService> log) : BackgroundService
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(4);
    private readonly UnavailableDelay _backoff = new(options.Value.BackoffMs, options.Value.BackoffCapMs);
    private Task _finishing = Task.CompletedTask;
    private long _sweptAt = time.GetTimestamp();

    internal WorkSignal Signal { get; } = new();

    /// <param name="stopping">Finish the batch in progress and return.</param>
    /// <param name="abandon">Leave everything as it is, as if the process had been killed.</param>
    internal async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
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

        await FinishAsync(abandon);
    }

    public override void Dispose()
    {
        Signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        leases.Acquired += Signal.Set;
        using var abandon = new CancellationTokenSource();
        await using var stop = stoppingToken.Register(() => abandon.CancelAfter(StopTimeout));
        var subscribing = Signal.SubscribeAsync(redis, StreamKeys.EventsChannel, stoppingToken);
        try
        {
            await RunAsync(stoppingToken, abandon.Token);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            // The unfinished batch stays pending for the next owner.
        }

        await subscribing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task StepAsync(CancellationToken stopping, CancellationToken abandon)
    {
        if (time.GetElapsedTime(_sweptAt).TotalMilliseconds >= options.Value.SweepMs) await SweepAsync();
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

    /// <summary>Reclaims entries whose delivery was lost, such as by a late reply: between two batches nothing else is pending.</summary>
    private async Task SweepAsync()
    {
        await _finishing;
        await reader.ReclaimAllAsync(asAttempt: false);
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
            history.Scored(IngestMeters.Latencies(outcome, endedAt.ToUnixTimeMilliseconds()));
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

    /// <summary>When Redis or the store was unavailable, the deliveries do not count as attempts; after any other failure they do.</summary>
    private async Task RecoverAsync(Exception e, CancellationToken stopping, CancellationToken abandon)
    {
        await _finishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _finishing = Task.CompletedTask;
        activity.Busy = false;
        var isUnavailable = e is StoreUnavailableException or QueueUnavailableException || RedisCall.IsFailure(e);
        await reader.ReclaimAllAsync(asAttempt: !isUnavailable);
        var wait = _backoff.Next();
        if (isUnavailable) log.BackingOff(e.GetType().Name, (int)wait.TotalMilliseconds);
        else log.BatchFailed(e, (int)wait.TotalMilliseconds);
        await Task.Delay(wait, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Processes the batches in progress; entries that fail now stay pending for the next owner.</summary>
    private async Task FinishAsync(CancellationToken abandon)
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
            await Signal.WaitAsync(limit, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The loop ends.
        }
    }
}

/// <summary>The state of the ingest loop, for the heartbeat and for background work that gives way to it.</summary>
internal sealed class IngestActivity
{
    private const int MaxPauses = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private long _acknowledged;
    private volatile bool _busy;

    /// <summary>Events acknowledged since the start.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Whether a batch is being processed.</summary>
    public bool Busy
    {
        get => _busy;
        set => _busy = value;
    }

    public void AddAcknowledged(int count) => Interlocked.Add(ref _acknowledged, count);

    /// <summary>Waits while a batch is being processed, for 50 ms at most.</summary>
    public async Task GiveWayAsync(CancellationToken ct)
    {
        for (var i = 0; i < MaxPauses && Busy; i++) await Task.Delay(Pause, ct);
    }
}
