namespace LeadScoring.Core.Rules;

/// <summary>A rule about to be published; see <see cref="RuleVersion"/> for the ranges.</summary>
/// <param name="AppliesToAll">From the beginning of time, hiding every earlier version of the type; else from now on.</param>
public sealed record RuleDraft(
    string EventType, int Points, bool Active, string Description, bool AppliesToAll, string? PublishedBy);
