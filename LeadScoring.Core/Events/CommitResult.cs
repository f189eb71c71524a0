namespace LeadScoring.Core.Events;

/// <param name="Outcomes">One per event, in the order given.</param>
/// <param name="Changes">One per existing lead touched, leads of duplicates included (announcing twice is harmless).</param>
public sealed record CommitResult(IReadOnlyList<EventOutcome> Outcomes, IReadOnlyList<LeadChange> Changes);
