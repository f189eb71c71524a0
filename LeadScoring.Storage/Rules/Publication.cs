using LeadScoring.Core.Rules;

namespace LeadScoring.Storage.Rules;

/// <summary>What publishing writes: versions of one type at one new revision, and the cause of their rescore.</summary>
/// <param name="Versions">In the order of their numbers; the last one becomes current.</param>
/// <param name="SinceMs">Unix ms: the points of events from it on may differ; null: of all events.</param>
internal sealed record Publication(IReadOnlyList<RuleVersion> Versions, string Reason, long? SinceMs, JobCause Cause)
{
    /// <summary>Publishing a draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="versions">All versions of its type so far, newest first.</param>
    /// <param name="revision">The new revision.</param>
    /// <param name="now">Unix ms.</param>
    /// <exception cref="RuleChangedException"/>
    public static Publication Of(RuleDraft draft, IReadOnlyList<RuleVersion> versions, long revision, long now)
    {
        Expect(draft.ExpectedVersion, versions);
        return Make(draft.EventType, versions, [Segment(draft, versions, now)], null, draft.PublishedBy, revision, now);
    }

    /// <summary>Rolling back to a version.</summary>
    /// <param name="eventType">The type.</param>
    /// <param name="target">A version; 0: before the first one.</param>
    /// <param name="expectedVersion">The version that must be current, or null.</param>
    /// <param name="versions">All versions of the type so far, newest first.</param>
    /// <param name="revision">The new revision.</param>
    /// <param name="now">Unix ms.</param>
    /// <returns>Null when there is no such version, or nothing after it.</returns>
    /// <exception cref="RuleChangedException"/>
    public static Publication? Rollback(
        string eventType, int target, int? expectedVersion, IReadOnlyList<RuleVersion> versions, long revision, long now)
    {
        if (versions.Count == 0 || (target != 0 && versions.All(v => v.Version != target))) return null;
        Expect(expectedVersion, versions);
        var segments = RuleRollback.Plan(versions, target);
        return segments.Count == 0 ? null : Make(eventType, versions, segments, target, null, revision, now);
    }

    /// <summary>What the draft leaves out is taken from the current version.</summary>
    private static RuleSegment Segment(RuleDraft draft, IReadOnlyList<RuleVersion> versions, long now)
    {
        var newest = versions is [var first, ..] ? first : null;
        return new(draft.AppliesToAll ? null : now, draft.Points, draft.Active ?? newest?.Active ?? true, draft.Description ?? newest?.Description ?? "");
    }

    private static Publication Make(
        string eventType, IReadOnlyList<RuleVersion> versions, IReadOnlyList<RuleSegment> segments, int? rolledBackTo, string? by, long revision, long now)
    {
        var newest = versions is [var first, ..] ? first.Version : 0;
        var added = segments.Select((segment, i) => new RuleVersion(
            eventType, newest + 1 + i, segment.Points, segment.Active, segment.Description, segment.FromMs, now, by, revision)).ToList();
        var reason = rolledBackTo is { } target ? $"{eventType} rolled back to version {target}" : $"{eventType} version {added[^1].Version}";
        return new(added, reason, segments[0].FromMs, new(eventType, added[^1].Version, newest));
    }

    private static void Expect(int? version, IReadOnlyList<RuleVersion> versions)
    {
        var newest = versions is [var first, ..] ? first.Version : 0;
        if (version is { } expected && expected != newest) throw new RuleChangedException(newest);
    }
}

/// <summary>The publishing that caused a rescore: the version that it made current, and the one before (0: none).</summary>
internal sealed record JobCause(string EventType, int Version, int Restores);
