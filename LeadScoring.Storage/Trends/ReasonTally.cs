using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Storage.Trends;

/// <summary>Folds a lead's latest events in order, and ranks their types by how much they speak for a call.</summary>
/// <param name="rules">The rules that the lead's score is at.</param>
/// <param name="score">The score before the first event.</param>
internal sealed class ReasonTally(RuleTimeline rules, long score)
{
    private readonly Dictionary<string, TypeReason> _types = new(StringComparer.Ordinal);
    private long _score = score;

    public void Add(EventKey key, string eventType)
    {
        var (before, step) = (_score, rules.StepAt(eventType, key.TimestampMs));
        _score = step.Apply(before);
        var sum = _types.GetValueOrDefault(eventType);
        _types[eventType] = new(
            eventType, sum.Events + 1, sum.Raised + Math.Max(0, _score - before), sum.Points + Math.Max(0, step.Add), Math.Max(sum.Strongest, step.Add), sum.IsScored || step.Add != 0, key);
    }

    /// <summary>
    /// What raised the score most first, then the newest. At the maximum nothing raises it, so the points count instead; so they do when nothing else has raised it. Types of
    /// 0 points are left out, unless there are only such types. Before all of them the type whose single events are worth most, if it did at least a tenth of it: one demo
    /// request says more than forty page views.
    /// </summary>
    public List<TypeReason> Types()
    {
        var types = _types.Values.Where(t => t.IsScored).ToList();
        if (types.Count == 0) types = [.. _types.Values];
        var byPoints = _score >= rules.Bounds.Max || types.All(t => t.Raised == 0);
        var ordered = types.OrderByDescending(Weight).ThenByDescending(t => t.Newest).ToList();
        var total = ordered.Sum(Weight);
        var first = ordered.Where(t => Weight(t) * 10 >= total).DefaultIfEmpty(ordered[0]).MaxBy(t => t.Strongest);
        ordered.Remove(first);
        ordered.Insert(0, first);
        return ordered;

        long Weight(TypeReason type) => byPoints ? type.Points : type.Raised;
    }
}

/// <param name="EventType">The type.</param>
/// <param name="Events">How many events of the type there are.</param>
/// <param name="Raised">The sum of the changes upwards, after the clamp.</param>
/// <param name="Points">The sum of the points above 0, before it.</param>
/// <param name="Strongest">The most that one of them was worth; 0 when none was worth anything above it.</param>
/// <param name="IsScored">Whether any of them was worth something, up or down.</param>
/// <param name="Newest">The newest of them.</param>
internal readonly record struct TypeReason(string EventType, int Events, long Raised, long Points, long Strongest, bool IsScored, EventKey Newest);
