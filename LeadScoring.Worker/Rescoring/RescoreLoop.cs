using LeadScoring.Core.Jobs;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;
using LeadScoring.Worker.Ingest;
using LeadScoring.Worker.Leases;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Rescoring;

/// <summary>
/// Works off the rescores that publishing a rule or changing the bounds left, in small chunks between the live batches.
/// The worker that holds the first partition does it.
/// </summary>
public sealed class RescoreLoop(
    IRescoreStore jobs, IRuleStore rules, IChangeFeed feed, ILeases leases, RedisConnection redis, IOptions<ScoringOptions> bounds,
    ILogger<RescoreLoop> log) : BackgroundService
{
    private const int ChunkLeads = 200;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private readonly WakeSignal _wake = new(redis, StreamKeys.RulesWake);
    private bool _boundsKnown;
    private long _resumed;

    private bool IsOurs => leases.Held is [0, ..];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var held = leases.Held;
                if (IsOurs) await WorkOffAsync(stoppingToken).ConfigureAwait(false);
                else _boundsKnown = false;
                await WaitAsync(held, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping; the job goes on from its cursor.
        }
    }

    /// <summary>The wait that lost is ended, or it would swallow a later ring.</summary>
    private async Task WaitAsync(IReadOnlyList<int> held, CancellationToken ct)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var waits = new[] { leases.WaitForChangeAsync(held, Poll, turn.Token), _wake.WaitAsync(Poll, turn.Token) };
        await Task.WhenAny(waits).ConfigureAwait(false);
        await turn.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    private async Task WorkOffAsync(CancellationToken ct)
    {
        try
        {
            if (!_boundsKnown) await rules.EnsureBoundsAsync(new ScoreBounds(bounds.Value.MinScore, bounds.Value.MaxScore), ct).ConfigureAwait(false);
            _boundsKnown = true;
            while (IsOurs && await jobs.NextAsync(ct).ConfigureAwait(false) is { } job) await ChunkAsync(job, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.RescoreFailed(e);
            _resumed = 0;
        }
    }

    private async Task ChunkAsync(RescoreJob job, CancellationToken ct)
    {
        // The first chunk after a start may be one that was committed but not announced.
        var chunk = await jobs.RescoreAsync(job, ChunkLeads, announceAll: _resumed != job.Id, ct).ConfigureAwait(false);
        await feed.AnnounceAsync("rescored", chunk.Changes, ct).ConfigureAwait(false);
        var advanced = await jobs.AdvanceAsync(job, chunk, ct).ConfigureAwait(false);
        _resumed = job.Id;
        if (advanced.State == "completed") log.Rescored(job.Id, advanced.Done, advanced.Changed);
        await Task.Delay(1, ct).ConfigureAwait(false);
    }
}
