namespace LeadScoring.Core.Trends;

/// <summary>What a lead's score is made of, by event type. The change of the earlier events and those of all types sum to the score.</summary>
/// <param name="Score">The lead's score.</param>
/// <param name="Events">All its events.</param>
/// <param name="EarlierEvents">How many of them are older than those that are told apart.</param>
/// <param name="EarlierChange">What these came to: the score after the last of them.</param>
/// <param name="Types">The others by type: the largest change first, whatever its sign, then by name.</param>
public sealed record LeadContributions(
    long Score, long Events, long EarlierEvents, long EarlierChange, IReadOnlyList<TypeContribution> Types);

/// <param name="EventType">The type.</param>
/// <param name="Events">How many events of the type there are.</param>
/// <param name="Unscored">How many of them no active rule applied to.</param>
/// <param name="Change">The sum of what they changed, after the clamps.</param>
/// <param name="LastAtMs">When the newest of them happened, Unix ms.</param>
public sealed record TypeContribution(string EventType, long Events, long Unscored, long Change, long LastAtMs);
