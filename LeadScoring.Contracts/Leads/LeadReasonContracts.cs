namespace LeadScoring.Contracts.Leads;

/// <summary>Why each of several leads is where it is.</summary>
/// <param name="Reasons">The leads in the order asked for, without those that do not exist.</param>
public sealed record LeadReasonListResponse(IReadOnlyList<LeadReasonResponse> Reasons);

/// <summary>Why a lead is worth a call, in one line: `headline`, how long ago `at` was, `rest`.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Headline">What speaks most for a call in the last 14 days: of the event types that did at least a tenth of what raised the score, the one whose single events are worth most, such as `Demo requested`, or `Demo requested 2×`, with `200+×` for more than are counted; without activity in these days the newest event; `No activity yet` without events.</param>
/// <param name="At">When the newest event of this kind happened; null without events.</param>
/// <param name="Rest">What else there was in the last 14 days, such as `/pricing · Page visited 3×`; null when there is no more to say.</param>
public sealed record LeadReasonResponse(string LeadId, string Headline, DateTimeOffset? At, string? Rest);
