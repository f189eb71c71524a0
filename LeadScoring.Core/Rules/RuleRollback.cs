namespace LeadScoring.Core.Rules;

/// <summary>
/// Rolling back to a version gives the rule back the timeline that it had when that version was the newest: by new versions on
/// top, so that nothing that was ever published is lost.
/// </summary>
public static class RuleRollback
{
    /// <summary>
    /// The versions to publish, in this order; together they hide every later version and nothing else. They begin where the
    /// first of those begins to apply.
    /// </summary>
    /// <param name="versions">All versions of one type.</param>
    /// <param name="target">Its number; 0: to before the first version.</param>
    /// <returns>Empty when nothing was published after it.</returns>
    public static IReadOnlyList<RuleSegment> Plan(IReadOnlyList<RuleVersion> versions, int target)
    {
        var later = versions.Where(v => v.Version > target).ToList();
        if (later.Count == 0) return [];
        var from = later.Min(v => v.EffectiveFromMs ?? long.MinValue);
        var kept = versions.Where(v => v.Version <= target).OrderByDescending(v => v.Version).ToList();
        var starts = kept.Select(v => v.EffectiveFromMs ?? long.MinValue).Where(start => start > from).Append(from).Distinct().Order();
        var pieces = new List<RuleSegment>();
        RuleVersion? last = null;
        foreach (var start in starts)
        {
            var version = kept.Find(v => v.AppliesAt(start));
            if (pieces.Count > 0 && version == last) continue;
            pieces.Add(new(start == long.MinValue ? null : start, version?.Points ?? 0, version?.Active ?? false, version?.Description ?? ""));
            last = version;
        }

        return pieces;
    }
}

/// <summary>What a rule says from a time on (null: from the beginning), until the next piece begins.</summary>
public sealed record RuleSegment(long? FromMs, int Points, bool Active, string Description);
