using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Events;

// Only describes the body; BatchReader reads and checks it.

/// <summary>Several events.</summary>
/// <param name="Events">At most 10,000.</param>
public sealed record BatchRequest([property: MaxLength(10_000)] IReadOnlyList<EventRequest> Events);
