using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Rules;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Rules;

internal sealed class MongoRuleStore(MongoData data) : IRuleStore
{
    public Task<RuleTimeline> TimelineAsync(CancellationToken ct) => data.RunAsync(() => data.Rules.CurrentAsync(ct), ct);

    public Task<IReadOnlyList<RuleVersion>> CurrentAsync(CancellationToken ct) => data.RunAsync<IReadOnlyList<RuleVersion>>(
        async () =>
        {
            var revision = (await data.Rules.CurrentAsync(ct)).Revision;
            return [.. data.Rules.VersionsAt(revision).GroupBy(v => v.EventType).Select(g => g.MaxBy(v => v.Version)!).OrderBy(v => v.EventType, StringComparer.Ordinal)];
        },
        ct);

    public Task<IReadOnlyList<RuleVersion>> VersionsAsync(string eventType, CancellationToken ct) => data.RunAsync<IReadOnlyList<RuleVersion>>(
        async () =>
        {
            await data.Rules.ReadAsync(ct);
            return data.Rules.VersionsOf(eventType);
        },
        ct);

    public Task<PublishedRule> PublishAsync(RuleDraft draft, CancellationToken ct) => data.RunAsync(
        async () => (await Publishing.AddAsync(data, revision => Publication.Of(draft, data.Rules.VersionsOf(draft.EventType), revision, data.Now), null, ct))!, ct);

    public Task<PublishedRule?> RollbackAsync(string eventType, int version, int? expectedVersion, CancellationToken ct) =>
        data.RunAsync(() => Publishing.RollbackAsync(data, eventType, version, expectedVersion, null, ct), ct);

    public Task<RulePreview> PreviewAsync(RuleDraft draft, IReadOnlyList<long> thresholds, CancellationToken ct) =>
        data.RunAsync(() => new PreviewRun(data, draft, thresholds).RunAsync(ct), ct);

    public Task<BackgroundJob?> EnsureBoundsAsync(ScoreBounds bounds, CancellationToken ct) => data.RunAsync(() => Publishing.BoundsAsync(data, bounds, ct), ct);
}
