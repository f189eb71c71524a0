using System.Diagnostics;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Telemetry;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Ingest;
using LeadScoring.Worker.Leases;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Rescore;

/// <summary>
/// Background rescores, on the worker that holds partition 0, in chunks between which live events get their turn.
/// Rescore, announce, advance: a crash in between repeats the announcement.
/// </summary>
internal sealed class RescoreLoop(
    IJobStore jobs, IRuleStore rules, IChangeFeed feed, PartitionLeases leases, IngestActivity ingest,
    IOptions<WorkerOptions> options, IOptions<ScoringOptions> scoring, ILogger<RescoreLoop> log) : IDisposable
{
    private static readonly TimeSpan GiveWay = TimeSpan.FromMilliseconds(5);
    private const int GiveWayTimes = 10;
    private readonly Backoff _backoff = new(options.Value.BackoffMs, options.Value.BackoffCapMs);
    private bool _boundsSet;

    /// <summary>Whether the last chunk may have changed leads without announcing them.</summary>
    private bool _announceAll = true;

    public WakeSignal Wake { get; } = new();

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var pause = await StepAsync(ct);
                _backoff.Reset();
                if (pause is { } wait) await Wake.WaitAsync(wait, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                _announceAll = true;
                var wait = _backoff.Next();
                log.RescoreTrouble(e.GetType().Name, (int)wait.TotalMilliseconds);
                await Task.Delay(wait, ct);
            }
        }
    }

    public void Dispose() => Wake.Dispose();

    /// <returns>How long there is nothing to do, or null.</returns>
    private async Task<TimeSpan?> StepAsync(CancellationToken ct)
    {
        if (!leases.Held().ContainsKey(0))
        {
            (_boundsSet, _announceAll) = (false, true);
            return TimeSpan.FromMilliseconds(options.Value.StandbyMs);
        }

        if (!_boundsSet) await rules.EnsureBoundsAsync(scoring.Value.Bounds, ct);
        _boundsSet = true;
        if (await jobs.NextAsync(ct) is not { } job)
        {
            _announceAll = false;
            return TimeSpan.FromMilliseconds(options.Value.RescorePollMs);
        }

        await RescoreChunkAsync(job, ct);
        for (var i = 0; i < GiveWayTimes && ingest.Busy; i++) await Task.Delay(GiveWay, ct);
        return null;
    }

    private async Task RescoreChunkAsync(BackgroundJob job, CancellationToken ct)
    {
        using var span = Meters.Traces.StartActivity("rescore chunk", ActivityKind.Internal, default(ActivityContext));
        var chunk = await jobs.RunChunkAsync(job, options.Value.RescoreLeads, _announceAll, ct);
        await feed.AnnounceAsync("rescored", chunk.Changes, ct);
        var after = await jobs.AdvanceAsync(job, chunk, ct);
        _announceAll = false;
        span?.SetTag("leadscoring.rescore_id", job.Id).SetTag("leadscoring.leads", chunk.Leads).SetTag("leadscoring.changed", chunk.Changed);
        if (after is { Kind: JobKind.Replay, State: "completed" }) log.ReplayCompleted(after.Id, after.Done, after.Differences);
        else if (after.State == "completed") log.RescoreCompleted(after.Id, after.Done, after.Changed);
    }
}
