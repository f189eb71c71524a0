using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Storage.Rules;

/// <summary>The rules that a store has without anybody publishing them.</summary>
internal static class InitialRules
{
    /// <summary>To a new store.</summary>
    public static void Add(IRuleRows rules, long now)
    {
        rules.AddRevision(0, ScoreBounds.Default, now);
        foreach (var rule in SeedRules.At(now)) rules.Add(rule);
    }

    /// <summary>
    /// To a store of an older version: those of logged activities, except where somebody has published a rule for the type. They are part of every revision, which
    /// changes no score. Another process that runs already may show such events as unscored until it starts again.
    /// </summary>
    public static void AddLoggedActivities(IRuleRows rules, long now)
    {
        var known = rules.CurrentOfAll().Select(rule => rule.EventType).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in SeedRules.LoggedActivitiesAt(now).Where(rule => !known.Contains(rule.EventType))) rules.Add(rule);
    }
}
