namespace LeadScoring.Api.Events;

/// <summary>An event of a batch that was not queued.</summary>
/// <param name="Index">Its position in the batch, from 0.</param>
/// <param name="EventId">As sent; null when it could not be read.</param>
/// <param name="Error">What is wrong, and what to send instead.</param>
public sealed record RejectedEvent(int Index, string? EventId, string Error)
{
    private const int MaxEcho = 128;

    internal static RejectedEvent Of(int index, EventDraft draft) => new(
        index, draft.EventId?.Length > MaxEcho ? draft.EventId[..MaxEcho] : draft.EventId, draft.Errors.ToString());
}
