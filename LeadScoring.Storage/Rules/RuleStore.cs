using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Jobs;

namespace LeadScoring.Storage.Rules;

internal sealed class RuleStore(IStoreDatabase database) : IRuleStore
{
    public Task<RuleTimeline> TimelineAsync(CancellationToken ct) => database.ReadAsync(database.Timelines.Current, ct);

    public async Task<IReadOnlyList<RuleVersion>> CurrentAsync(CancellationToken ct) =>
        await database.ReadAsync(session => session.Rules.CurrentOfAll(), ct);

    public async Task<IReadOnlyList<RuleVersion>> VersionsAsync(string eventType, CancellationToken ct) =>
        await database.ReadAsync(session => session.Rules.VersionsOf(eventType), ct);

    public Task<PublishedRule> PublishAsync(RuleDraft draft, CancellationToken ct) =>
        database.WriteAsync(session => RulePublishing.Publish(session, draft, database.Now), ct);

    public Task<PublishedRule?> RollbackAsync(string eventType, int version, int? expectedVersion, CancellationToken ct) =>
        database.WriteAsync(session => RulePublishing.Rollback(session, eventType, version, expectedVersion, database.Now), ct);

    public async Task<RulePreview> PreviewAsync(RuleDraft draft, IReadOnlyList<long> thresholds, CancellationToken ct) =>
        (await new PreviewRun(
            database, draft.EventType, (versions, revision) => Publication.Of(draft with { ExpectedVersion = null }, versions, revision, database.Now), thresholds).RunAsync(ct))!;

    public Task<RulePreview?> PreviewRollbackAsync(string eventType, int version, IReadOnlyList<long> thresholds, CancellationToken ct) =>
        new PreviewRun(
            database, eventType, (versions, revision) => Publication.Rollback(eventType, version, null, versions, revision, database.Now), thresholds).RunAsync(ct);

    public async Task<BackgroundJob?> EnsureBoundsAsync(ScoreBounds bounds, CancellationToken ct) =>
        await database.ReadAsync(session => session.Rules.BoundsAt(session.Rules.Revision()) == bounds, ct)
            ? null
            : await database.WriteAsync(session => ChangeBounds(session, bounds), ct);

    private BackgroundJob? ChangeBounds(IStoreSession session, ScoreBounds bounds)
    {
        var current = session.Rules.Revision();
        if (session.Rules.BoundsAt(current) == bounds) return null;
        var now = database.Now;
        var leads = RulePublishing.CountLeads(session, null);
        session.Rules.AddRevision(current + 1, bounds, now);
        var reason = string.Create(CultureInfo.InvariantCulture, $"score bounds {bounds.Min} to {bounds.Max}");
        return session.Jobs.Add(new(JobKind.Rescore, current + 1, reason, null, leads), now);
    }
}

/// <summary>Publishing and rolling back: one transaction writes the versions, the revision and the rescore job.</summary>
internal static class RulePublishing
{
    public static PublishedRule Publish(IStoreSession session, RuleDraft draft, long now) => Add(
        session, Publication.Of(draft, session.Rules.VersionsOf(draft.EventType), session.Rules.Revision() + 1, now), now);

    public static PublishedRule? Rollback(IStoreSession session, string eventType, int target, int? expectedVersion, long now)
    {
        var versions = session.Rules.VersionsOf(eventType);
        return Publication.Rollback(eventType, target, expectedVersion, versions, session.Rules.Revision() + 1, now) is { } publication
            ? Add(session, publication, now)
            : null;
    }

    /// <summary>Of how many leads a rescore is. Before the revision is added, from which on no commit can succeed until this transaction has ended.</summary>
    public static long CountLeads(IStoreSession session, long? sinceMs) => session.States.CountSince(RescorePass.Since(sinceMs));

    private static PublishedRule Add(IStoreSession session, Publication publication, long now)
    {
        var current = session.Rules.Revision();
        var (bounds, leads) = (session.Rules.BoundsAt(current), CountLeads(session, publication.SinceMs));
        session.Rules.AddRevision(current + 1, bounds, now);
        foreach (var version in publication.Versions) session.Rules.Add(version);
        var rescore = new NewJob(JobKind.Rescore, current + 1, publication.Reason, publication.SinceMs, leads, publication.Cause);
        return new(publication.Versions[^1], session.Jobs.Add(rescore, now));
    }
}
