using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Jobs;

namespace LeadScoring.Storage.Sqlite.Rules;

internal sealed class SqliteRuleStore(SqliteFile file) : IRuleStore
{
    public Task<RuleTimeline> TimelineAsync(CancellationToken ct) => file.ReadAsync(file.Timelines.Current, ct);

    public async Task<IReadOnlyList<RuleVersion>> CurrentAsync(CancellationToken ct) => await file.ReadAsync(RuleRows.CurrentOfAll, ct);

    public async Task<IReadOnlyList<RuleVersion>> VersionsAsync(string eventType, CancellationToken ct) =>
        await file.ReadAsync(session => RuleRows.VersionsOf(session, eventType), ct);

    public Task<PublishedRule> PublishAsync(RuleDraft draft, CancellationToken ct) =>
        file.WriteAsync(session => RulePublishing.Publish(session, draft, file.Now), ct);

    public Task<PublishedRule?> RollbackAsync(string eventType, int version, int? expectedVersion, CancellationToken ct) =>
        file.WriteAsync(session => RulePublishing.Rollback(session, eventType, version, expectedVersion, file.Now), ct);

    public Task<RulePreview> PreviewAsync(RuleDraft draft, IReadOnlyList<long> thresholds, CancellationToken ct) =>
        new PreviewRun(file, draft, thresholds).RunAsync(ct);

    public Task<BackgroundJob?> EnsureBoundsAsync(ScoreBounds bounds, CancellationToken ct) =>
        file.WriteAsync(session => ChangeBounds(session, bounds), ct);

    private BackgroundJob? ChangeBounds(SqlSession session, ScoreBounds bounds)
    {
        var current = RuleRows.Revision(session);
        if (RuleRows.BoundsAt(session, current) == bounds) return null;
        var now = file.Now;
        RuleRows.AddRevision(session, current + 1, bounds, now);
        return JobRows.Add(session, current + 1, $"score bounds {bounds.Min} to {bounds.Max}", null, now);
    }
}

/// <summary>Publishing and rolling back: one transaction writes the versions, the revision and the rescore job.</summary>
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
        var job = JobRows.Add(session, current + 1, publication.Reason, publication.SinceMs, now, publication.Cause);
        return new(publication.Versions[^1], job);
    }
}
