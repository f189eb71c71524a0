using LeadScoring.Contracts.Insights;
using LeadScoring.Contracts.Rules;

namespace LeadScoring.Web.Rules;

/// <summary>A rule of the list, with what its type did in the last days.</summary>
/// <param name="Activity">Null: not known, or nothing.</param>
/// <param name="Share">Of all points of these days, from 0 to 1 whatever their sign; null: not known.</param>
public sealed record RuleLine(RuleResponse Rule, string Label, TypeActivityResponse? Activity, double? Share)
{
    /// <param name="types">Null: not known.</param>
    public static IReadOnlyList<RuleLine> Of(IEnumerable<RuleResponse> rules, IReadOnlyList<TypeActivityResponse>? types)
    {
        var byType = types?.ToDictionary(t => t.EventType, StringComparer.Ordinal);
        var all = types?.Sum(t => Math.Abs((double)t.Points)) ?? 0;
        return [.. rules.Select(rule =>
        {
            var activity = byType?.GetValueOrDefault(rule.EventType);
            double? share = byType is null ? null : all == 0 ? 0 : Math.Abs(activity?.Points ?? 0) / all;
            return new RuleLine(rule, RuleTexts.Label(rule.EventType, rule), activity, share);
        })];
    }

    /// <summary>The types with events that no active rule is about, most events first.</summary>
    public static IReadOnlyList<TypeActivityResponse> Unscored(IEnumerable<RuleResponse> rules, IReadOnlyList<TypeActivityResponse> types)
    {
        var active = rules.Where(r => r.Active).Select(r => r.EventType).ToHashSet(StringComparer.Ordinal);
        return [.. types.Where(t => t.Events > 0 && !active.Contains(t.EventType)).OrderByDescending(t => t.Events).ThenBy(t => t.EventType, StringComparer.Ordinal)];
    }
}
