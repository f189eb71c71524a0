using LeadScoring.Api.Queue;
using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;

namespace LeadScoring.Api.Events;

/// <summary>
/// Waits for what becomes of one submission. Workers tell, but what they tell can get lost on the way, so the store is asked
/// as well, a few times a second.
/// </summary>
internal sealed class SubmissionWaiter(IEventStore events, ILeadStore leads, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>How it ended; null when it did not in time.</summary>
    public async Task<JobResponse?> AwaitAsync(ISubmissionWait wait, IncomingEvent submitted, TimeSpan limit, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        while (limit - time.GetElapsedTime(started) is { Ticks: > 0 } left)
        {
            var pause = Task.Delay(left < LookEvery ? left : LookEvery, time, ct);
            if (await Task.WhenAny(wait.Result, pause) == wait.Result) return Told(await wait.Result, submitted);
            ct.ThrowIfCancellationRequested();
            try
            {
                if (await LookAsync(submitted, ct) is { } found) return found;
            }
            catch (StoreUnavailableException)
            {
                // The event is queued whatever the store does; a 503 would say that it is not.
            }
        }

        return null;
    }

    private static JobResponse Told(SubmissionResult result, IncomingEvent submitted) => result switch
    {
        { FailedReason: { } reason } => QueueMapping.Failed(submitted.EventId, null, reason),
        { Outcome: { Status: EventStatus.Committed or EventStatus.Duplicate } outcome } =>
            QueueMapping.Completed(submitted.EventId, null, outcome.ToJobResult()),
        { Outcome.Status: EventStatus.LeadDeleted } => QueueMapping.Failed(submitted.EventId, null, "lead deleted"),
        _ => QueueMapping.Failed(submitted.EventId, null, "unknown lead"),
    };

    private async Task<JobResponse?> LookAsync(IncomingEvent submitted, CancellationToken ct)
    {
        if (await events.FindAsync(submitted.EventId, ct) is { } stored)
        {
            return QueueMapping.Completed(submitted.EventId, null, stored.Submission == submitted.Submission
                ? stored.ToJobResult()
                : await DuplicateAsync(stored, submitted, ct));
        }

        // An older failure belongs to an older submission of the same event.
        if (await events.FindFailureAsync(submitted.EventId, ct) is { } failure && failure.FailedAtMs >= submitted.ReceivedAtMs)
        {
            return QueueMapping.Failed(submitted.EventId, failure.Attempts, failure.Reason);
        }

        return await events.HasTombstoneAsync(submitted.EventId, ct) ? await BuriedAsync(submitted, ct) : null;
    }

    /// <summary>The eventId counted for a lead that is deleted: with certainty another lead than this one, which exists.</summary>
    private async Task<JobResponse> BuriedAsync(IncomingEvent submitted, CancellationToken ct) => await leads.FindAsync(submitted.LeadId, ct) is { } lead
        ? QueueMapping.Completed(submitted.EventId, null, new JobResultResponse(lead.Id, lead.CurrentScore, lead.CurrentScore, 0, Duplicate: true, Late: false, Conflict: true))
        : QueueMapping.Failed(submitted.EventId, null, "lead deleted");

    private async Task<JobResultResponse> DuplicateAsync(StoredEvent stored, IncomingEvent submitted, CancellationToken ct)
    {
        var score = (await leads.FindAsync(submitted.LeadId, ct))?.CurrentScore ?? 0;
        return new JobResultResponse(submitted.LeadId, score, score, 0, Duplicate: true, Late: false, EventConflict.Differs(stored, submitted));
    }
}
