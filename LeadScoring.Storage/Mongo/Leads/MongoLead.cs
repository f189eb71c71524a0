using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>A lead as its document has it, at one moment.</summary>
internal sealed class MongoLead : LeadState
{
    public required string Id { get; init; }

    /// <summary>Random, another one with every write of the document: compare-and-set goes by it, so that no two states are ever mistaken for each other.</summary>
    public required long Stamp { get; init; }

    /// <summary>Which of the lead's blocks count: a full refold writes new ones beside the old.</summary>
    public required long Generation { get; set; }

    /// <summary>The version at which a block last changed.</summary>
    public required long Shape { get; set; }

    /// <summary>What the last commit did, to be done again by whoever cannot tell whether it was.</summary>
    public required LastCommit Commit { get; set; }

    /// <summary>Gone for everybody; the document stays so that nothing can bring the lead back.</summary>
    public required bool IsDeleted { get; init; }

    /// <summary>The document; profile fields are read from it when they are needed.</summary>
    public required BsonDocument Document { get; init; }

    /// <summary>Whether the lead's score counts the event; what is stored but not counted is on its way.</summary>
    public bool Counts(MongoEvent e) => e.Version <= Version || Commit.Results.ContainsKey(e.EventId);
}

/// <summary>
/// A lead and its events as of one version of it. Which events count is settled by the version; blocks change in place, so what
/// they said counts only if none has changed meanwhile, else the whole question is asked again.
/// </summary>
internal sealed class LeadView(MongoData data, MongoLead lead, RuleTimeline rules, bool eventsOnly)
{
    private const int MaxTries = 8;

    private readonly StoredBlocks _blocks = new(data, lead, rules);

    public MongoLead Lead => lead;

    /// <summary>The rules that the lead's score is at.</summary>
    public RuleTimeline Rules => rules;

    /// <summary>Asks a question of one state of the lead; null when there is no such lead.</summary>
    public static Task<T?> AskAsync<T>(MongoData data, string leadId, Func<LeadView, T> question, CancellationToken ct)
        where T : class => data.RunAsync(() => TryAsync(data, leadId, question, ct), ct);

    /// <summary>The score over all events below a key.</summary>
    public long ScoreBefore(EventKey key)
    {
        if (key == EventKey.Lowest) return 0;
        return eventsOnly ? Events(EventKey.Lowest, key).Aggregate(0L, (score, e) => Step(e).Apply(score)) : ScoreTree.ScoreBefore(lead.Fold, _blocks, key);
    }

    /// <summary>In their order, from a key up to another one (exclusive).</summary>
    public IEnumerable<MongoEvent> Events(EventKey from, EventKey? before, bool full = false) =>
        EventScan.Ascending(data, lead, from, before, full ? null : EventScan.StepFields);

    /// <summary>Against their order, below a key.</summary>
    public IEnumerable<MongoEvent> Newest(EventKey before, bool full = false) =>
        EventScan.Descending(data, lead, before, full ? null : EventScan.StepFields);

    public ScoreStep Step(MongoEvent e) => rules.Bounds.Step(rules.PointsAt(e.EventType, e.TimestampMs));

    private static async Task<T?> TryAsync<T>(MongoData data, string leadId, Func<LeadView, T> question, CancellationToken ct)
        where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await LeadDocuments.LiveAsync(data, leadId, ct) is not { } lead) return null;
            var view = new LeadView(data, lead, await data.Rules.AtAsync(lead.Revision, ct), eventsOnly: attempt == MaxTries);
            T answer;
            try
            {
                answer = await data.BlockAsync(() => question(view), ct);
            }
            catch (InvalidDataException) when (attempt < MaxTries)
            {
                continue; // a block that is not there any more
            }

            if (attempt == MaxTries || await view.StillHoldsAsync(ct)) return answer;
        }
    }

    private async Task<bool> StillHoldsAsync(CancellationToken ct)
    {
        if (!_blocks.WereRead) return true;
        return await LeadDocuments.LiveAsync(data, lead.Id, ct) is { } now && now.Shape == lead.Shape && now.Generation == lead.Generation;
    }
}
