using LeadScoring.Streams.Leases;
using LeadScoring.Worker.Hosting;

namespace LeadScoring.Worker.Jobs;

/// <summary>Work that the worker which holds partition 0 looks for at intervals; it backs off while the store or Redis is unavailable.</summary>
internal abstract class PolledWork(PartitionLeases leases, WorkerOptions options, int pollMs) : BackgroundService
{
    private readonly UnavailableDelay _backoff = new(options.BackoffMs, options.BackoffCapMs);

    internal async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var pause = TimeSpan.FromMilliseconds(pollMs);
            try
            {
                if (leases.Held().ContainsKey(0)) await WorkAsync(ct);
                _backoff.Reset();
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                pause = _backoff.Next();
                Failed(e.GetType().Name, (int)pause.TotalMilliseconds);
            }

            await Task.Delay(pause, ct);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await RunAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Does what there is to do.</summary>
    protected abstract Task WorkAsync(CancellationToken ct);

    /// <summary>Logs a failure.</summary>
    protected abstract void Failed(string error, int waitMs);
}
