using LeadScoring.Core.Events;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;

namespace LeadScoring.Api.Queue;

/// <summary>Puts a dead letter back into the queue, so that its job waits again.</summary>
internal sealed class DeadLetterRetry(IDeadLetters dead, IEventStore events)
{
    /// <summary>
    /// The failure is forgotten before the retry is appended. The other way round, the job could read as failed while it waits, and
    /// a worker that fails it anew at once could have its record taken away. When it ends in between, nothing is lost: the dead letter
    /// is still there with the reason, the attempts and the event, and the retry can be sent again. A younger failure of the
    /// same eventId is another dead letter's, and stays.
    /// </summary>
    /// <returns>Where it waits, and its job if it has one; null when there is no such dead letter.</returns>
    public async Task<(EntryLocation At, string? JobId)?> RetryAsync(string id, CancellationToken ct)
    {
        if (await dead.FindAsync(id, ct) is not { } letter) return null;
        var jobId = letter.EventId is { } eventId && EventRules.IsEventId(eventId) ? eventId : null;
        if (jobId is not null) await events.ForgetFailureAsync(jobId, letter.FailedAtMs, ct);
        return await dead.RetryAsync(id, ct) is { } at ? (at, jobId) : null;
    }
}
