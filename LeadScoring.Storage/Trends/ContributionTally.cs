using LeadScoring.Core.Rules;
using LeadScoring.Core.Trends;

namespace LeadScoring.Storage.Trends;

/// <summary>Folds a lead's events in order and adds up what those of each type did to the score.</summary>
/// <param name="rules">The rules that the lead's score is at.</param>
/// <param name="score">The score before the first event.</param>
internal sealed class ContributionTally(RuleTimeline rules, long score)
{
    private readonly Dictionary<string, TypeContribution> _types = new(StringComparer.Ordinal);
    private long _score = score;

    public void Add(string eventType, long timestampMs)
    {
        var before = _score;
        _score = rules.StepAt(eventType, timestampMs).Apply(before);
        var sum = _types.GetValueOrDefault(eventType) ?? new(eventType, 0, 0, 0, 0, timestampMs);
        _types[eventType] = new(
            eventType, sum.Events + 1, sum.Unscored + (rules.IsUnscored(eventType, timestampMs) ? 1 : 0), sum.Change + _score - before,
            sum.Points + rules.PointsAt(eventType, timestampMs), timestampMs);
    }

    /// <summary>The largest change first, whatever its sign, then by name.</summary>
    public List<TypeContribution> Types() =>
        [.. _types.Values.OrderByDescending(t => Math.Abs(t.Change)).ThenBy(t => t.EventType, StringComparer.Ordinal)];
}
