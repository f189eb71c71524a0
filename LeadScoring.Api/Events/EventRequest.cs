using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace LeadScoring.Api.Events;

// Only describes the body; EventReader reads and checks it.

/// <summary>An event as a client sends it.</summary>
/// <param name="EventId">Yours; counts once, for ever.</param>
/// <param name="EventType">Chooses the rule; a type without one is kept, and worth 0 points.</param>
/// <param name="LeadId">Whose event it is; or `email`.</param>
/// <param name="Email">Whose event it is; or `leadId`.</param>
/// <param name="Timestamp">When it happened, at most 24 h from now. Left out: now.</param>
/// <param name="Metadata">A JSON object of your own, at most 32 KB.</param>
/// <param name="Sync">Wait up to 10 s for the result, like `Prefer: wait=10`.</param>
public sealed record EventRequest(
    [property: RegularExpression("^[A-Za-z0-9][A-Za-z0-9._:~@+=-]{0,127}$")] string EventId,
    [property: RegularExpression("^[a-z][a-z0-9_.:-]{0,63}$")] string EventType,
    string? LeadId = null, string? Email = null, DateTimeOffset? Timestamp = null, JsonElement? Metadata = null, bool? Sync = null);
