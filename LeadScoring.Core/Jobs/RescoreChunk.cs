using LeadScoring.Core.Events;

namespace LeadScoring.Core.Jobs;

/// <param name="Leads">Leads looked at.</param>
/// <param name="Changed">How many of them the chunk gave another score.</param>
/// <param name="Changes">What to announce.</param>
/// <param name="Cursor">Opaque: where the next chunk starts; null when nothing is left.</param>
public sealed record RescoreChunk(int Leads, int Changed, IReadOnlyList<LeadChange> Changes, string? Cursor);
