using LeadScoring.Contracts.Rules;

namespace LeadScoring.Web.Rules.Versions;

/// <summary>One thing that two versions of a rule say differently.</summary>
public sealed record VersionDifference(string What, string Before, string After)
{
    /// <summary>What differs; from nothing, everything that a first version says.</summary>
    /// <param name="before">Null: there was no rule.</param>
    public static IReadOnlyList<VersionDifference> Between(RuleResponse? before, RuleResponse after) => [.. All(before, after).Where(d => d.Before != d.After)];

    /// <summary>Everything that a version says, also what is the same.</summary>
    public static IReadOnlyList<VersionDifference> All(RuleResponse? before, RuleResponse after) =>
    [
        new("Worth", before is null ? "no rule" : RuleTexts.Worth(before), RuleTexts.Worth(after)),
        new("People read", Label(before, after.EventType), Label(after, after.EventType)),
        .. Description(before) == Description(after) || (IsLabel(before) && IsLabel(after)) ? [] : (VersionDifference[])[new("Description", Description(before), Description(after))],
    ];

    private static string Label(RuleResponse? rule, string eventType) => RuleTexts.Label(eventType, rule);

    private static string Description(RuleResponse? rule) => rule?.Description ?? "";

    /// <summary>Nothing would be said twice: the description is what people read, or empty.</summary>
    private static bool IsLabel(RuleResponse? rule) => rule is null || rule.Description.Length == 0 || RuleTexts.Label(rule.EventType, rule) == rule.Description;
}
