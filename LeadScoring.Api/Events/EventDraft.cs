using LeadScoring.Api.Http;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Events;

/// <summary>An event as a client sent it: checked for shape, its lead not yet looked up.</summary>
internal sealed class EventDraft
{
    private FieldErrors _errors;

    public string? EventId { get; set; }

    public string? EventType { get; set; }

    public string? LeadId { get; set; }

    public string? Email { get; set; }

    public long? TimestampMs { get; set; }

    public string? Metadata { get; set; }

    /// <summary>The seed's way to ask for the result at once.</summary>
    public bool Sync { get; set; }

    public ref FieldErrors Errors => ref _errors;

    public IncomingEvent ToIncoming(string leadId, long receivedAtMs) => new()
    {
        EventId = EventId!,
        EventType = EventType!,
        LeadId = leadId,
        TimestampMs = TimestampMs ?? receivedAtMs,
        TimestampGiven = TimestampMs is not null,
        Metadata = Metadata,
        ReceivedAtMs = receivedAtMs,
        Submission = Random.Shared.NextInt64(),
    };
}
