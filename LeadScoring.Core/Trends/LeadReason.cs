namespace LeadScoring.Core.Trends;

/// <summary>Why a lead is worth a call, in one line.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Headline">What raised its score most lately, such as <c>Demo requested 2×</c>.</param>
/// <param name="AtMs">When the newest event of that kind happened, Unix ms; null without events.</param>
/// <param name="Rest">What else there was, such as <c>/pricing · Page visited 3×</c>; null when there is no more to say.</param>
public sealed record LeadReason(string LeadId, string Headline, long? AtMs, string? Rest);
