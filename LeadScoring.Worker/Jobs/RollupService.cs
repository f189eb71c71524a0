using LeadScoring.Core.Insights;
using LeadScoring.Streams.Leases;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Ingest;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Jobs;

/// <summary>
/// Adds what commits have counted to the rollups, on the worker that holds partition 0, some commits at a time, and pauses while events are processed.
/// Readers add up what is not merged yet, so nothing depends on when it happens.
/// </summary>
internal sealed class RollupService(
    IInsightStore insights, PartitionLeases leases, IngestActivity ingest, IOptions<WorkerOptions> options, ILogger<RollupService> log)
    : PolledWork(leases, options.Value, options.Value.RollupPollMs)
{
    protected override async Task WorkAsync(CancellationToken ct)
    {
        while (await insights.MergeAsync(options.Value.RollupEntries, ct) == options.Value.RollupEntries) await ingest.GiveWayAsync(ct);
    }

    protected override void Failed(string error, int waitMs) => log.RollupsFailed(error, waitMs);
}
