using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Leads;
using LeadScoring.Storage.Rules;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Rules;

/// <summary>Folds every lead at the rules with the draft on top, some leads at a time. Writes nothing.</summary>
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

    /// <summary>Also the score before is folded: a rescore may not have come to the lead yet, and what counts is what it will bring.</summary>
    private long Score(MongoLead lead, RuleTimeline rules)
    {
        if (rules.Revision == lead.Revision) return lead.Fold.Score;
        return EventScan.Ascending(data, lead, EventKey.Lowest, null, EventScan.StepFields)
            .Aggregate(0L, (score, e) => rules.Bounds.Step(rules.PointsAt(e.EventType, e.TimestampMs)).Apply(score));
    }

    private async Task<Dictionary<long, (string, string)>> NamesAsync(CancellationToken ct)
    {
        var leads = await data.Leads.Find(Bson.In("no", _tally.BiggestNumbers.Select(n => (BsonValue)n))).Project<BsonDocument>(Bson.Only("no", "name")).ToListAsync(ct);
        return leads.Where(l => l.Contains("name")).ToDictionary(l => l.Int64("no"), l => (l.Text("_id"), l.Text("name")));
    }
}
