using System.Text.Json;

namespace LeadScoring.Api.Events;

/// <summary>The body of POST /api/events, as the OpenAPI document describes it; <see cref="EventReader"/> reads it.</summary>
/// <param name="LeadId">Or <paramref name="Email"/>; one of them is required.</param>
/// <param name="Sync">Wait up to 10 s for the result, like <c>Prefer: wait=10</c>.</param>
public sealed record EventRequest(
    string EventId, string EventType, string? LeadId = null, string? Email = null, DateTimeOffset? Timestamp = null,
    JsonElement? Metadata = null, bool? Sync = null);
