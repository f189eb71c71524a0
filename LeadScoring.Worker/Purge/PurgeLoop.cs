using LeadScoring.Core.Leads;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Ingest;
using LeadScoring.Worker.Leases;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Purge;

/// <summary>
/// Frees the room that deleted leads leave, on the worker that holds partition 0: some rows at a time, giving way to events
/// that wait. Nothing depends on when it happens, so a crash costs nothing.
/// </summary>
internal sealed class PurgeLoop(
    ILeadStore leads, PartitionLeases leases, IngestActivity ingest, IOptions<WorkerOptions> options, ILogger<PurgeLoop> log)
{
    private static readonly TimeSpan GiveWay = TimeSpan.FromMilliseconds(5);
    private const int GiveWayTimes = 10;
    private readonly Backoff _backoff = new(options.Value.BackoffMs, options.Value.BackoffCapMs);

    public async Task RunAsync(CancellationToken ct)
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
                log.PurgeTrouble(e.GetType().Name, (int)pause.TotalMilliseconds);
            }

            await Task.Delay(pause, ct);
        }
    }

    private async Task PurgeAsync(CancellationToken ct)
    {
        while (await leads.PurgeAsync(options.Value.PurgeRows, ct))
        {
            await Task.Delay(GiveWay, ct);
            for (var i = 0; i < GiveWayTimes && ingest.Busy; i++) await Task.Delay(GiveWay, ct);
        }
    }
}
