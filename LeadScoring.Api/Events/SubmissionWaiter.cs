using System.Globalization;
using LeadScoring.Api.Queue;
using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;

namespace LeadScoring.Api.Events;

/// <summary>
/// Waits for the result of one submitted event. Workers publish it; since a published message can be lost, the store is polled as well.
/// </summary>
internal sealed class SubmissionWaiter(IEventStore events, ILeadStore leads, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>The result; null when the time was up first.</summary>
    public async Task<JobResponse?> AwaitAsync(ISubmissionWait wait, IncomingEvent submitted, TimeSpan limit, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        while (limit - time.GetElapsedTime(started) is { Ticks: > 0 } left)
        {
            var pause = Task.Delay(left < PollInterval ? left : PollInterval, time, ct);
            if (await Task.WhenAny(wait.Result, pause) == wait.Result) return Published(await wait.Result, submitted);
            ct.ThrowIfCancellationRequested();
            try
            {
                if (await StoredAsync(submitted, ct) is { } found) return found;
            }
            catch (StoreUnavailableException)
            {
                // The event is queued, whether or not the store answers: a 503 would be wrong.
            }
        }

        return null;
    }

    private static JobResponse Published(SubmissionResult result, IncomingEvent submitted) => result switch
    {
        { FailedReason: { } reason } => QueueMapping.Failed(submitted.EventId, null, reason),
        { Outcome: { Status: EventStatus.Committed or EventStatus.Duplicate } outcome } =>
            QueueMapping.Completed(submitted.EventId, null, outcome.ToJobResult()),
        { Outcome.Status: EventStatus.LeadDeleted } => QueueMapping.Failed(submitted.EventId, null, "lead deleted"),
        _ => QueueMapping.Failed(submitted.EventId, null, "unknown lead"),
    };

    private async Task<JobResponse?> StoredAsync(IncomingEvent submitted, CancellationToken ct)
    {
        if (await events.FindAsync(submitted.EventId, ct) is { } stored)
        {
            return QueueMapping.Completed(submitted.EventId, null, stored.Submission == submitted.Submission
                ? stored.ToJobResult()
                : await DuplicateAsync(stored, submitted, ct));
        }

        // A failure before this submission belongs to an earlier submission of the same event.
        if (await events.FindFailureAsync(submitted.EventId, ct) is { } failure && failure.FailedAtMs >= submitted.ReceivedAtMs)
        {
            return QueueMapping.Failed(submitted.EventId, failure.Attempts, failure.Reason);
        }

        return await events.HasTombstoneAsync(submitted.EventId, ct) ? await OfDeletedLeadAsync(submitted, ct) : null;
    }

    /// <summary>A tombstone has the eventId: it counted for a lead that was deleted. If this event's lead exists, that was another lead, so it is a conflict.</summary>
    private async Task<JobResponse> OfDeletedLeadAsync(IncomingEvent submitted, CancellationToken ct) => await leads.FindAsync(submitted.LeadId, ct) is { } lead
        ? QueueMapping.Completed(submitted.EventId, null, new JobResultResponse(lead.Id, lead.CurrentScore, lead.CurrentScore, 0, Duplicate: true, Late: false, Conflict: true))
        : QueueMapping.Failed(submitted.EventId, null, "lead deleted");

    private async Task<JobResultResponse> DuplicateAsync(StoredEvent stored, IncomingEvent submitted, CancellationToken ct)
    {
        var score = (await leads.FindAsync(submitted.LeadId, ct))?.CurrentScore ?? 0;
        return new JobResultResponse(submitted.LeadId, score, score, 0, Duplicate: true, Late: false, EventConflict.Differs(stored, submitted));
    }
}

/// <summary>How long a client asks to wait for the result: <c>Prefer: wait=N</c> (RFC 7240), or <c>"sync": true</c> in the event.</summary>
internal static class PreferWait
{
    private const int MaxSeconds = 30;
    private const int SyncSeconds = 10;

    /// <summary>Seconds, 0 to 30. A preference that cannot be read is ignored, as the RFC demands.</summary>
    public static int Seconds(string? header, bool sync)
    {
        foreach (var preference in header?.Split(',', ';') ?? [])
        {
            if (Wait(preference.Trim()) is { } seconds) return Math.Min(seconds, MaxSeconds);
        }

        return sync ? SyncSeconds : 0;
    }

    private static int? Wait(string preference)
    {
        var parts = preference.Split('=', 2, StringSplitOptions.TrimEntries);
        return parts.Length == 2 && parts[0].Equals("wait", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(parts[1].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;
    }
}
