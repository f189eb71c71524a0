using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;
using LeadScoring.Worker.Leases;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// Reads, commits, finishes, over all partitions held. While one batch is announced and acknowledged the next one may
/// commit, but batches finish in their order. After any trouble it starts from what is pending.
/// </summary>
public sealed class IngestLoop(
    EntryReader reader, BatchCommit commit, BatchFinish finish, ILeases leases, RedisConnection redis, WorkerHeartbeats heartbeats,
    IFaultPoints faults, IOptions<WorkerOptions> options, ILogger<IngestLoop> log) : BackgroundService
{
    private readonly TimeSpan _poll = TimeSpan.FromSeconds(options.Value.PollSeconds);
    private readonly WakeSignal _wake = new(redis, StreamKeys.Wake);
    private readonly Backoff _backoff = new();
    private Task _finishing = Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var delay = _backoff.Next();
                if (e is QueueUnavailableException or StoreUnavailableException) log.QueueAway(delay.TotalMilliseconds, e.Message);
                else log.LoopFailed(e, delay.TotalMilliseconds);
                await Task.Delay(delay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        IReadOnlyList<int> held = [];
        try
        {
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                if (!held.SequenceEqual(leases.Held)) await TakeOverAsync(held = leases.Held, ct).ConfigureAwait(false);
                if (held.Count == 0)
                {
                    await leases.WaitForChangeAsync(held, _poll, ct).ConfigureAwait(false);
                    continue;
                }

                var entries = await reader.ReadAsync().ConfigureAwait(false);
                if (entries.Count > 0)
                {
                    await HandleAsync(entries, ct).ConfigureAwait(false);
                    continue;
                }

                await _finishing.ConfigureAwait(false);
                _backoff.Reset();
                await _wake.WaitAsync(_poll, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            // Its failure, if any, was or will be repaired by redelivery.
            await _finishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _finishing = Task.CompletedTask;
        }
    }

    private async Task TakeOverAsync(IReadOnlyList<int> held, CancellationToken ct)
    {
        await _finishing.ConfigureAwait(false);
        heartbeats.Holds(held.Count);
        await reader.HoldAsync(held).ConfigureAwait(false);
        await foreach (var entries in reader.ReclaimAsync().WithCancellation(ct).ConfigureAwait(false))
        {
            await HandleAsync(entries, ct).ConfigureAwait(false);
        }

        await _finishing.ConfigureAwait(false);
    }

    private async Task HandleAsync(List<QueuedEntry> entries, CancellationToken ct)
    {
        await faults.ReachAsync("read.after", ct).ConfigureAwait(false);
        var batch = await commit.RunAsync(entries, ct).ConfigureAwait(false);
        await _finishing.ConfigureAwait(false);
        _finishing = finish.RunAsync(batch, ct);
    }
}
