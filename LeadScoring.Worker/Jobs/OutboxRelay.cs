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
    : PolledWork(leases, options.Value, options.Value.OutboxPollMs)
{
    private const int MaxEntries = 200;

    /// <summary>One round; the next one finds the entries marked only when that is saved, so it goes on after the poll.</summary>
    protected override async Task WorkAsync(CancellationToken ct)
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

    protected override void Failed(string error, int waitMs) => log.RelayFailed(error, waitMs);

    private Task AnnounceAsync(string kind, IReadOnlyList<LeadChange> changes, CancellationToken ct) =>
        changes.Count == 0 ? Task.CompletedTask : feed.AnnounceAsync(kind, changes, ct);
}
