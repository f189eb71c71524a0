using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Events;

/// <summary>An event as a client sends it.</summary>
/// <param name="EventId">The idempotency key, chosen by the sender: an eventId counts once.</param>
/// <param name="EventType">Chooses the rule; a type without one is kept, and worth 0 points.</param>
/// <param name="LeadId">Whose event it is; or `email`.</param>
/// <param name="Email">Whose event it is; or `leadId`.</param>
/// <param name="Timestamp">When it happened, at most 24 h from now. Left out: now.</param>
/// <param name="Metadata">A JSON object of your own, at most 32 KB.</param>
/// <param name="Sync">Wait up to 10 s for the result, like `Prefer: wait=10`.</param>
public sealed record EventRequest(
    [property: RegularExpression("^[A-Za-z0-9_.:~@+=-]{1,128}$")] string EventId,
    [property: RegularExpression("^[a-z][a-z0-9_.:-]{0,63}$")] string EventType,
    string? LeadId = null, string? Email = null, DateTimeOffset? Timestamp = null, JsonElement? Metadata = null, bool? Sync = null);

/// <summary>Several events.</summary>
/// <param name="Events">At most 10,000.</param>
public sealed record BatchRequest([property: MaxLength(10_000)] IReadOnlyList<EventRequest> Events);

/// <summary>The event is queued.</summary>
/// <param name="JobId">The eventId.</param>
/// <param name="Queued">Always true.</param>
/// <param name="Message">For people.</param>
public sealed record EventAcceptedResponse(string JobId, bool Queued, string Message);

/// <summary>The result of a batch.</summary>
/// <param name="Queued">How many events are queued.</param>
/// <param name="Rejected">Those that are not valid.</param>
/// <param name="JobIds">The eventIds that are queued, in order.</param>
public sealed record BatchResponse(int Queued, IReadOnlyList<RejectedEvent> Rejected, IReadOnlyList<string> JobIds);

/// <summary>An event of a batch that was not queued.</summary>
/// <param name="Index">Its position in the batch, from 0.</param>
/// <param name="EventId">As sent; null when it could not be read.</param>
/// <param name="Error">What is wrong, and what to send instead.</param>
public sealed record RejectedEvent(int Index, string? EventId, string Error);

/// <summary>A committed event.</summary>
/// <param name="EventId">As sent.</param>
/// <param name="EventType">As sent.</param>
/// <param name="LeadId">Whose event it is.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Metadata">As sent.</param>
/// <param name="ProcessedAt">When it was committed.</param>
/// <param name="Late">A later event of the lead had been committed before it.</param>
public sealed record EventResponse(
    string EventId, string EventType, string LeadId, DateTimeOffset Timestamp,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata, DateTimeOffset ProcessedAt, bool Late);

/// <summary>A page of events.</summary>
/// <param name="Events">Newest first.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record EventPageResponse(IReadOnlyList<EventResponse> Events, string? Next);
