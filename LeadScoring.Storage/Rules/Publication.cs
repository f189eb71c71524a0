using LeadScoring.Core.Rules;

namespace LeadScoring.Storage.Rules;

/// <summary>What publishing writes: versions of one type at one new revision, and why their rescore runs.</summary>
/// <param name="Versions">In the order of their numbers; the last one is current then.</param>
/// <param name="SinceMs">Events from this time on may be worth something else; null: all.</param>
internal sealed record Publication(IReadOnlyList<RuleVersion> Versions, string Reason, long? SinceMs, JobCause Cause)
{
    /// <param name="draft">What is to be published.</param>
    /// <param name="versions">All versions of its type so far, newest first.</param>
    /// <param name="revision">The new revision.</param>
    /// <param name="now">Unix ms.</param>
    /// <exception cref="RuleChangedException"/>
    public static Publication Of(RuleDraft draft, IReadOnlyList<RuleVersion> versions, long revision, long now)
    {
        Expect(draft.ExpectedVersion, versions);
        return Make(draft.EventType, versions, [Piece(draft, versions, now)], null, draft.PublishedBy, revision, now);
    }

    /// <param name="eventType">The type.</param>
    /// <param name="target">A version; 0: before the first one.</param>
    /// <param name="expectedVersion">The one that must be current, or null.</param>
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
        var pieces = RuleRollback.Plan(versions, target);
        return pieces.Count == 0 ? null : Make(eventType, versions, pieces, target, null, revision, now);
    }

    /// <summary>What the request leaves out stays as it is.</summary>
    private static RuleSegment Piece(RuleDraft draft, IReadOnlyList<RuleVersion> versions, long now)
    {
        var newest = versions is [var first, ..] ? first : null;
        return new(draft.AppliesToAll ? null : now, draft.Points, draft.Active ?? newest?.Active ?? true, draft.Description ?? newest?.Description ?? "");
    }

    private static Publication Make(
        string eventType, IReadOnlyList<RuleVersion> versions, IReadOnlyList<RuleSegment> pieces, int? rolledBackTo, string? by, long revision, long now)
    {
        var newest = versions is [var first, ..] ? first.Version : 0;
        var added = pieces.Select((piece, i) => new RuleVersion(
            eventType, newest + 1 + i, piece.Points, piece.Active, piece.Description, piece.FromMs, now, by, revision)).ToList();
        var reason = rolledBackTo is { } target ? $"{eventType} rolled back to version {target}" : $"{eventType} version {added[^1].Version}";
        return new(added, reason, pieces[0].FromMs, new(eventType, added[^1].Version, newest));
    }

    private static void Expect(int? version, IReadOnlyList<RuleVersion> versions)
    {
        var newest = versions is [var first, ..] ? first.Version : 0;
        if (version is { } expected && expected != newest) throw new RuleChangedException(newest);
    }
}

/// <summary>The publishing that caused a rescore: a rule's current version since then, and the one before (0: none).</summary>
internal sealed record JobCause(string EventType, int Version, int Restores);
