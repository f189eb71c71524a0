namespace LeadScoring.Api.Events;

/// <summary>The body of POST /api/events/batch, as the OpenAPI document describes it; <see cref="BatchReader"/> reads it.</summary>
public sealed record BatchRequest(IReadOnlyList<EventRequest> Events);
