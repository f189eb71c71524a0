using LeadScoring.Core.Leads;
using LeadScoring.Streams.Leases;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Ingest;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Jobs;

/// <summary>
/// Purges the rows of deleted leads on the worker that holds partition 0, some rows at a time, and pauses while events are processed.
/// Nothing depends on when it happens, so a crash needs no recovery.
/// </summary>
internal sealed class PurgeService(
    ILeadStore leads, PartitionLeases leases, IngestActivity ingest, IOptions<WorkerOptions> options, ILogger<PurgeService> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly UnavailableDelay _backoff = new(options.Value.BackoffMs, options.Value.BackoffCapMs);

    internal async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var pause = TimeSpan.FromMilliseconds(options.Value.PurgePollMs);
            try
            {
                if (leases.Held().ContainsKey(0)) await PurgeAsync(ct);
                _backoff.Reset();
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                pause = _backoff.Next();
                log.PurgeFailed(e.GetType().Name, (int)pause.TotalMilliseconds);
            }

            await Task.Delay(pause, ct);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await RunAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task PurgeAsync(CancellationToken ct)
    {
        while (await leads.PurgeAsync(options.Value.PurgeRows, ct))
        {
            await Task.Delay(Pause, ct);
            await ingest.GiveWayAsync(ct);
        }
    }
}
