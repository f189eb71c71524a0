using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Queue;

/// <summary>Finds what became of a submitted event: committed, waiting at the place its 202 named, or failed.</summary>
internal sealed class JobLookup(IEventStore events, IQueueMonitor queue)
{
    public async Task<JobResponse?> FindAsync(string jobId, EntryLocation? location, CancellationToken ct)
    {
        if (await CompletedAsync(jobId, ct) is { } completed) return completed;
        if (location is not null)
        {
            if (await WaitingAsync(jobId, location, ct) is { } waiting) return waiting;

            // Gone since the first look: committed in between.
            if (await CompletedAsync(jobId, ct) is { } now) return now;
        }

        if (await events.FindFailureAsync(jobId, ct) is { } failure) return QueueMapping.Failed(jobId, failure.Attempts, failure.Reason);
        return await events.HasTombstoneAsync(jobId, ct) ? QueueMapping.Failed(jobId, null, "lead deleted") : null;
    }

    private async Task<JobResponse?> CompletedAsync(string jobId, CancellationToken ct) =>
        await events.FindAsync(jobId, ct) is { } stored
            ? QueueMapping.Completed(jobId, stored.Attempts, stored.ToJobResult())
            : null;

    private async Task<JobResponse?> WaitingAsync(string jobId, EntryLocation location, CancellationToken ct)
    {
        var entry = await queue.FindAsync(location, ct);
        if (entry.State == EntryState.Gone || (entry.EventId is { } id && id != jobId)) return null;
        return new JobResponse(jobId, entry.State == EntryState.Active ? "active" : "waiting", entry.Attempts, null, null);
    }
}
