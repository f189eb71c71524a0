namespace LeadScoring.Core.Rules;

/// <summary>
/// Rolling back to a version restores the timeline that the rule had when that version was the newest. It publishes new versions on
/// top of the others, so that nothing that was published is lost.
/// </summary>
public static class RuleRollback
{
    /// <summary>
    /// The versions to publish, in this order. Together they hide every version after the target and nothing else: they begin where the
    /// first of those takes effect.
    /// </summary>
    /// <param name="versions">All versions of one type.</param>
    /// <param name="target">The version to roll back to; 0: to before the first one.</param>
    /// <returns>Empty when nothing was published after it.</returns>
    public static IReadOnlyList<RuleSegment> Plan(IReadOnlyList<RuleVersion> versions, int target)
    {
        var later = versions.Where(v => v.Version > target).ToList();
        if (later.Count == 0) return [];
        var from = later.Min(v => v.EffectiveFromMs ?? long.MinValue);
        var remaining = versions.Where(v => v.Version <= target).OrderByDescending(v => v.Version).ToList();
        var starts = remaining.Select(v => v.EffectiveFromMs ?? long.MinValue).Where(start => start > from).Append(from).Distinct().Order();
        var segments = new List<RuleSegment>();
        RuleVersion? last = null;
        foreach (var start in starts)
        {
            var version = remaining.Find(v => v.AppliesAt(start));
            if (segments.Count > 0 && version == last) continue;
            segments.Add(new(start == long.MinValue ? null : start, version?.Points ?? 0, version?.Active ?? false, version?.Description ?? ""));
            last = version;
        }

        return segments;
    }
}

/// <summary>What a rule says from a time on (null: from the beginning of time) until the next segment begins.</summary>
public sealed record RuleSegment(long? FromMs, int Points, bool Active, string Description);
