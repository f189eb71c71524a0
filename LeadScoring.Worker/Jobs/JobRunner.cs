using System.Diagnostics;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Telemetry;
using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Ingest;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Worker.Jobs;

/// <summary>
/// Runs background jobs, rescores and replays, on the worker that holds partition 0: in chunks, and live events go before the next chunk.
/// Each chunk is scored, announced, and then recorded as done: after a crash in between, its changes are announced again.
/// </summary>
internal sealed class JobRunner(
    IJobStore jobs, IRuleStore rules, IChangeFeed feed, IOutbox outbox, PartitionLeases leases, IngestActivity ingest, IConnectionMultiplexer redis,
    IOptions<WorkerOptions> options, IOptions<ScoringOptions> scoring, ILogger<JobRunner> log) : BackgroundService
{
    private readonly UnavailableDelay _backoff = new(options.Value.BackoffMs, options.Value.BackoffCapMs);
    private bool _boundsSet;

    /// <summary>Whether the last chunk may have changed leads without announcing them.</summary>
    private bool _announceAll = true;

    internal WorkSignal Signal { get; } = new();

    internal async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var pause = await RunChunkAsync(ct);
                _backoff.Reset();
                if (pause is { } wait) await Signal.WaitAsync(wait, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                _announceAll = true;
                var wait = _backoff.Next();
                log.JobFailed(e.GetType().Name, (int)wait.TotalMilliseconds);
                await Task.Delay(wait, ct);
            }
        }
    }

    public override void Dispose()
    {
        Signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        leases.Acquired += Signal.Set;
        var subscribing = Signal.SubscribeAsync(redis, StreamKeys.RulesChannel, stoppingToken);
        await RunAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await subscribing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>How long to wait for the next chunk, or null when there may be one now.</returns>
    private async Task<TimeSpan?> RunChunkAsync(CancellationToken ct)
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

        await RunChunkAsync(job, ct);
        await ingest.GiveWayAsync(ct);
        return null;
    }

    private async Task RunChunkAsync(BackgroundJob job, CancellationToken ct)
    {
        using var span = Meters.Traces.StartActivity("rescore chunk", ActivityKind.Internal, default(ActivityContext));
        var chunk = await jobs.RunChunkAsync(job, options.Value.RescoreLeads, _announceAll, ct);
        await feed.AnnounceAsync(ChangeKinds.Rescored, chunk.Changes, ct);
        outbox.Announced(chunk.Positions);
        var after = await jobs.AdvanceAsync(job, chunk, ct);
        _announceAll = false;
        span?.SetTag("leadscoring.rescore_id", job.Id).SetTag("leadscoring.leads", chunk.Leads).SetTag("leadscoring.changed", chunk.Changed);
        if (after is { Kind: JobKind.Replay, State: "completed" }) log.ReplayCompleted(after.Id, after.Done, after.Differences);
        else if (after.State == "completed") log.RescoreCompleted(after.Id, after.Done, after.Changed);
    }
}
