namespace LeadScoring.Core.Rules;

/// <summary>A rule about to be published; see <see cref="RuleVersion"/> for the ranges.</summary>
/// <param name="Active">Null: as the current version has it; active when there is none.</param>
/// <param name="Description">Null: as the current version has it.</param>
/// <param name="AppliesToAll">From the beginning of time, hiding every earlier version of the type; else from now on.</param>
/// <param name="ExpectedVersion">The version that must be the current one (0: none yet); null: whichever is.</param>
public sealed record RuleDraft(
    string EventType, int Points, bool? Active, string? Description, bool AppliesToAll, string? PublishedBy, int? ExpectedVersion = null);
