using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Streams.Leases;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Jobs;

/// <summary>
/// Announces what another process has committed and did not announce before it died, on the worker that holds partition 0. Whoever commits
/// announces at once; this is for what is left.
/// </summary>
internal sealed class OutboxRelay(
    IOutbox outbox, IChangeFeed feed, PartitionLeases leases, IOptions<WorkerOptions> options, TimeProvider time, ILogger<OutboxRelay> log)
    : BackgroundService
{
    private const int MaxEntries = 200;
    private readonly UnavailableDelay _backoff = new(options.Value.BackoffMs, options.Value.BackoffCapMs);

    internal async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var pause = TimeSpan.FromMilliseconds(options.Value.OutboxPollMs);
            try
            {
                if (leases.Held().ContainsKey(0)) await RelayAsync(ct);
                _backoff.Reset();
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                pause = _backoff.Next();
                log.RelayFailed(e.GetType().Name, (int)pause.TotalMilliseconds);
            }

            await Task.Delay(pause, ct);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await RunAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>One round; the next one finds the entries marked only when that is saved, so it goes on after the poll.</summary>
    private async Task RelayAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow().ToUnixTimeMilliseconds() - options.Value.OutboxGraceMs;
        foreach (var entry in await outbox.NotAnnouncedAsync(before, MaxEntries, ct))
        {
            await AnnounceAsync(entry.Kind, entry.Changes, ct);
            await AnnounceAsync(ChangeKinds.Deleted, entry.Deleted, ct);
            outbox.Announced([entry.Position]);
            log.Relayed(entry.Changes.Count + entry.Deleted.Count);
        }
    }

    private Task AnnounceAsync(string kind, IReadOnlyList<LeadChange> changes, CancellationToken ct) =>
        changes.Count == 0 ? Task.CompletedTask : feed.AnnounceAsync(kind, changes, ct);
}
