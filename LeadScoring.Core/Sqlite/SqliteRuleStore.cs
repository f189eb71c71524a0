using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage;

namespace LeadScoring.Core.Sqlite;

internal sealed class SqliteRuleStore(SqliteFile file) : IRuleStore
{
    public Task<RuleTimeline> TimelineAsync(CancellationToken ct) => file.ReadAsync(file.Rules.Current, ct);

    public async Task<IReadOnlyList<RuleVersion>> CurrentAsync(CancellationToken ct) => await file.ReadAsync(RuleRows.CurrentOfAll, ct);

    public async Task<IReadOnlyList<RuleVersion>> VersionsAsync(string eventType, CancellationToken ct) =>
        await file.ReadAsync(session => RuleRows.VersionsOf(session, eventType), ct);

    public Task<PublishedRule> PublishAsync(RuleDraft draft, CancellationToken ct) => file.WriteAsync(session => Publish(session, draft), ct);

    public Task<RescoreJob?> EnsureBoundsAsync(ScoreBounds bounds, CancellationToken ct) =>
        file.WriteAsync(session => ChangeBounds(session, bounds), ct);

    private PublishedRule Publish(SqlSession session, RuleDraft draft)
    {
        var now = file.Now;
        var current = RuleRows.Revision(session);
        var version = RuleRows.VersionsOf(session, draft.EventType) is [var newest, ..] ? newest.Version + 1 : 1;
        var rule = new RuleVersion(
            draft.EventType, version, draft.Points, draft.Active, draft.Description,
            draft.AppliesToAll ? null : now, now, draft.PublishedBy, current + 1);
        RuleRows.AddRevision(session, rule.Revision, RuleRows.BoundsAt(session, current), now);
        RuleRows.Add(session, rule);
        return new(rule, RescoreJobRows.Add(session, rule.Revision, $"{rule.EventType} version {version}", rule.EffectiveFromMs, now));
    }

    private RescoreJob? ChangeBounds(SqlSession session, ScoreBounds bounds)
    {
        var current = RuleRows.Revision(session);
        if (RuleRows.BoundsAt(session, current) == bounds) return null;
        var now = file.Now;
        RuleRows.AddRevision(session, current + 1, bounds, now);
        return RescoreJobRows.Add(session, current + 1, $"score bounds {bounds.Min} to {bounds.Max}", null, now);
    }
}
