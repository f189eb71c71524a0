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
    ILeadStore leads, PartitionLeases leases, IngestActivity ingest, IOptions<WorkerOptions> options, ILogger<PurgeService> log)
    : PolledWork(leases, options.Value, options.Value.PurgePollMs)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    protected override async Task WorkAsync(CancellationToken ct)
    {
        while (await leads.PurgeAsync(options.Value.PurgeRows, ct))
        {
            await Task.Delay(Pause, ct);
            await ingest.GiveWayAsync(ct);
        }
    }

    protected override void Failed(string error, int waitMs) => log.PurgeFailed(error, waitMs);
}
