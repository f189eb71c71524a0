namespace LeadScoring.Core.Rules;

/// <summary>One published version of the rule of an event type.</summary>
/// <param name="EventType">The event type that it scores.</param>
/// <param name="Version">1, 2, 3 … within the type; the newest applicable one wins.</param>
/// <param name="Points">Points of one event, ±1,000,000.</param>
/// <param name="Active">An inactive version is worth 0 points and its events show as unscored.</param>
/// <param name="Description">Free text for people, at most 500 characters.</param>
/// <param name="EffectiveFromMs">First event time it applies to, Unix ms; null: from the beginning of time.</param>
/// <param name="PublishedAtMs">When it was published, Unix ms.</param>
/// <param name="PublishedBy">Who published it, or null.</param>
/// <param name="Revision">The store-wide rule revision that this publishing created (0: the initial rules).</param>
public sealed record RuleVersion(
    string EventType,
    int Version,
    int Points,
    bool Active,
    string Description,
    long? EffectiveFromMs,
    long PublishedAtMs,
    string? PublishedBy,
    long Revision)
{
    public bool AppliesAt(long timestampMs) => EffectiveFromMs is not { } from || from <= timestampMs;
}
