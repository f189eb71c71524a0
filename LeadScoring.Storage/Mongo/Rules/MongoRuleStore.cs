using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Leads;
using LeadScoring.Storage.Rules;
using MongoDB.Bson;
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

/// <summary>Folds every lead at the rules with the draft on top, some leads at a time, and writes nothing.</summary>
internal sealed class PreviewRun(MongoData data, RuleDraft draft, IReadOnlyList<long> thresholds)
{
    private const int ChunkLeads = 200;

    private readonly PreviewTally _tally = new(thresholds);

    public async Task<RulePreview> RunAsync(CancellationToken ct)
    {
        var current = await data.Rules.CurrentAsync(ct);
        var publication = Publication.Of(draft with { ExpectedVersion = null }, data.Rules.VersionsOf(draft.EventType), current.Revision + 1, data.Now);
        var planned = new RuleTimeline(current.Revision + 1, current.Bounds, [.. data.Rules.VersionsAt(current.Revision), .. publication.Versions]);
        var after = "";
        while (true)
        {
            var leads = await LeadWalk.NextAsync(data, LeadWalk.Since(publication.SinceMs), after, ChunkLeads, ct);
            await data.BlockAsync(() => Add(leads, current, planned), ct);
            if (leads.Count < ChunkLeads) break;
            after = leads[^1].Id;
        }

        var names = await NamesAsync(ct);
        return _tally.Sum(number => names.TryGetValue(number, out var name) ? name : null);
    }

    private bool Add(List<MongoLead> leads, RuleTimeline current, RuleTimeline planned)
    {
        foreach (var lead in leads) _tally.Add(lead.Number, Score(lead, current), Score(lead, planned));
        return true;
    }

    /// <summary>The score before is folded, too: where a rescore has not reached the lead yet, compare with the score that it will bring.</summary>
    private long Score(MongoLead lead, RuleTimeline rules)
    {
        if (rules.Revision == lead.Revision) return lead.Fold.Score;
        return EventScan.Ascending(data, lead, EventKey.Lowest, null, EventScan.StepFields)
            .Aggregate(0L, (score, e) => rules.StepAt(e.EventType, e.TimestampMs).Apply(score));
    }

    private async Task<Dictionary<long, (string, string)>> NamesAsync(CancellationToken ct)
    {
        var leads = await data.Leads.Find(Bson.In("no", _tally.BiggestNumbers.Select(n => (BsonValue)n))).Project<BsonDocument>(Bson.Only("no", "name")).ToListAsync(ct);
        return leads.Where(l => l.Contains("name")).ToDictionary(l => l.Int64("no"), l => (l.Text("_id"), l.Text("name")));
    }
}
