using LeadScoring.Core.Events;

namespace LeadScoring.Core.Jobs;

/// <summary>One lead folded anew.</summary>
/// <param name="Events">How many events were folded.</param>
/// <param name="PreviousScore">As it was kept.</param>
/// <param name="Score">As the events say, and as it is now.</param>
/// <param name="Differences">What did not follow from the events; none are expected.</param>
/// <param name="Change">What to announce; null when nothing differed.</param>
public sealed record Recalculation(
    string LeadId, long Events, long PreviousScore, long Score, IReadOnlyList<LeadDifference> Differences, LeadChange? Change);

/// <summary>Something that was kept with a lead and did not follow from its events. It was mended.</summary>
/// <param name="LeadId">The lead; null for what is kept about all of them.</param>
/// <param name="What">score, events, lastEvent, checkpoints or ranks.</param>
/// <param name="Stored">As it was.</param>
/// <param name="Expected">As the events say, and as it is now.</param>
public sealed record LeadDifference(string? LeadId, string What, string Stored, string Expected);
