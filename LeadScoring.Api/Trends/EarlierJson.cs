namespace LeadScoring.Api.Trends;

/// <summary>Events that are not told apart by type.</summary>
/// <param name="Events">How many there are.</param>
/// <param name="Change">What they came to: the score after the last of them.</param>
public sealed record EarlierJson(long Events, long Change);
