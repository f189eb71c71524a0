using LeadScoring.Core.Rules;

namespace LeadScoring.Core.Sqlite;

/// <summary>Publishing and rolling back, inside the one transaction that makes a version, a revision and a job of it.</summary>
internal static class RulePublishing
{
    public static PublishedRule Publish(SqlSession session, RuleDraft draft, long now)
    {
        var newest = RuleRows.VersionsOf(session, draft.EventType) is [var first, ..] ? first : null;
        Expect(draft.ExpectedVersion, newest);
        return Add(session, draft.EventType, newest, [Piece(draft, newest, now)], null, draft.PublishedBy, now);
    }

    /// <summary>What the request leaves out stays as it is.</summary>
    public static RulePiece Piece(RuleDraft draft, RuleVersion? newest, long now) => new(
        draft.AppliesToAll ? null : now, draft.Points, draft.Active ?? newest?.Active ?? true, draft.Description ?? newest?.Description ?? "");

    /// <param name="target">A version; 0: before the first one.</param>
    public static PublishedRule? Rollback(SqlSession session, string eventType, int target, int? expectedVersion, long now)
    {
        var versions = RuleRows.VersionsOf(session, eventType);
        if (versions is not [var newest, ..] || (target != 0 && versions.TrueForAll(v => v.Version != target))) return null;
        Expect(expectedVersion, newest);
        var pieces = RuleRollback.Plan(versions, target);
        return pieces.Count == 0 ? null : Add(session, eventType, newest, pieces, target, null, now);
    }

    private static PublishedRule Add(
        SqlSession session, string eventType, RuleVersion? newest, IReadOnlyList<RulePiece> pieces, int? rolledBackTo, string? by, long now)
    {
        var current = RuleRows.Revision(session);
        RuleRows.AddRevision(session, current + 1, RuleRows.BoundsAt(session, current), now);
        var version = newest?.Version ?? 0;
        RuleVersion? rule = null;
        foreach (var piece in pieces)
        {
            rule = new(eventType, ++version, piece.Points, piece.Active, piece.Description, piece.FromMs, now, by, current + 1);
            RuleRows.Add(session, rule);
        }

        var reason = rolledBackTo is { } target ? $"{eventType} rolled back to version {target}" : $"{eventType} version {version}";
        var cause = new JobCause(eventType, version, newest?.Version ?? 0);
        return new(rule!, RescoreJobRows.Add(session, current + 1, reason, pieces[0].FromMs, now, cause));
    }

    private static void Expect(int? version, RuleVersion? newest)
    {
        if (version is { } expected && expected != (newest?.Version ?? 0)) throw new RuleChangedException(newest?.Version ?? 0);
    }
}
