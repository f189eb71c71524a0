using LeadScoring.Core.Rules;
using LeadScoring.Core.Storage.Adapters;

namespace LeadScoring.Core.Sqlite;

/// <summary>Publishing and rolling back, inside the one transaction that makes versions, a revision and a job of it.</summary>
internal static class RulePublishing
{
    public static PublishedRule Publish(SqlSession session, RuleDraft draft, long now) => Add(
        session, Publication.Of(draft, RuleRows.VersionsOf(session, draft.EventType), RuleRows.Revision(session) + 1, now), now);

    public static PublishedRule? Rollback(SqlSession session, string eventType, int target, int? expectedVersion, long now)
    {
        var versions = RuleRows.VersionsOf(session, eventType);
        return Publication.Rollback(eventType, target, expectedVersion, versions, RuleRows.Revision(session) + 1, now) is { } publication
            ? Add(session, publication, now)
            : null;
    }

    private static PublishedRule Add(SqlSession session, Publication publication, long now)
    {
        var current = RuleRows.Revision(session);
        RuleRows.AddRevision(session, current + 1, RuleRows.BoundsAt(session, current), now);
        foreach (var version in publication.Versions) RuleRows.Add(session, version);
        var job = RescoreJobRows.Add(session, current + 1, publication.Reason, publication.SinceMs, now, publication.Cause);
        return new(publication.Versions[^1], job);
    }
}
