namespace LeadScoring.Core.Trends;

/// <param name="EventType">The type.</param>
/// <param name="Events">How many events of the type there are.</param>
/// <param name="Unscored">How many of them no active rule applied to.</param>
/// <param name="Change">The sum of what they changed, after the clamps.</param>
/// <param name="LastAtMs">When the newest of them happened, Unix ms.</param>
public sealed record TypeContribution(string EventType, long Events, long Unscored, long Change, long LastAtMs);
