using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Jobs;

namespace LeadScoring.Storage.Sqlite.Rules;

internal sealed class SqliteRuleStore(SqliteFile file) : IRuleStore
{
    public Task<RuleTimeline> TimelineAsync(CancellationToken ct) => file.ReadAsync(file.Rules.Current, ct);

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
