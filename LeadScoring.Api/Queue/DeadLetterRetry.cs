using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;

namespace LeadScoring.Api.Queue;

/// <summary>Puts a dead letter back into the queue, so that its job waits again.</summary>
internal sealed class DeadLetterRetry(IDeadLetters dead, IEventStore events, ILogger<DeadLetterRetry> log)
{
    /// <summary>
    /// The letter is requeued before its failure record is removed, so that a retry that comes too late changes nothing. When the process
    /// ends in between, the event waits and its job reads as failed until the worker has scored it and removed the record. A failure of the
    /// new attempt is younger, and stays.
    /// </summary>
    /// <returns>Where it waits, and its job if it has one; null when there is no such dead letter.</returns>
    public async Task<(EntryLocation At, string? JobId)?> RetryAsync(string id, CancellationToken ct) =>
        await dead.FindAsync(id, ct) is { } letter ? await RetryAsync(letter, ct) : null;

    /// <inheritdoc cref="RetryAsync(string, CancellationToken)"/>
    public async Task<(EntryLocation At, string? JobId)?> RetryAsync(DeadLetter letter, CancellationToken ct)
    {
        if (await dead.RetryAsync(letter.Id, ct) is not { } at) return null;
        if (letter.EventId is not { } eventId || !EventRules.IsEventId(eventId)) return (at, null);
        await ForgetFailureAsync(eventId, letter.FailedAtMs);
        return (at, eventId);
    }

    /// <summary>Neither a client that disconnected nor an unavailable store undoes the retry.</summary>
    private async Task ForgetFailureAsync(string eventId, long failedAtMs)
    {
        try
        {
            await events.ForgetFailureAsync(eventId, failedAtMs, CancellationToken.None);
        }
        catch (StoreUnavailableException e)
        {
            log.FailureNotForgotten(eventId, e.GetType().Name);
        }
    }
}
