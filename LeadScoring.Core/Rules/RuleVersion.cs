using LeadScoring.Core.Jobs;

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

/// <summary>A rule about to be published; see <see cref="RuleVersion"/> for the ranges.</summary>
/// <param name="Active">Null: as the current version has it; active when there is none.</param>
/// <param name="Description">Null: as the current version has it.</param>
/// <param name="AppliesToAll">From the beginning of time, hiding every earlier version of the type; else from now on.</param>
/// <param name="ExpectedVersion">The version that must be current (0: none yet); null: any.</param>
public sealed record RuleDraft(
    string EventType, int Points, bool? Active, string? Description, bool AppliesToAll, string? PublishedBy, int? ExpectedVersion = null);

/// <summary>A published version, and the job that rescores the leads with it.</summary>
public sealed record PublishedRule(RuleVersion Rule, BackgroundJob Rescore);

/// <summary>Another version was published since the one that the caller expects; nothing was done.</summary>
public sealed class RuleChangedException(int currentVersion) : Exception($"The current version is {currentVersion}.")
{
    /// <summary>0: there is no rule of this type.</summary>
    public int CurrentVersion => currentVersion;
}
