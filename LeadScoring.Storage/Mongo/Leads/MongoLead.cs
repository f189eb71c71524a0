using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>A lead's document as it was read.</summary>
internal sealed class MongoLead : LeadState
{
    public required string Id { get; init; }

    /// <summary>Random, replaced by every write of the document: updates compare and set it, so that two states are never confused.</summary>
    public required long Stamp { get; init; }

    /// <summary>Which of the lead's blocks count: a full refold writes new ones beside the old.</summary>
    public required long Generation { get; set; }

    /// <summary>The version at which a block last changed.</summary>
    public required long Shape { get; set; }

    /// <summary>The last commit, whose follow-up writes any process can repeat.</summary>
    public required LastCommit Commit { get; set; }

    /// <summary>The lead is deleted; the document stays so that nothing can recreate it.</summary>
    public required bool IsDeleted { get; init; }

    /// <summary>The document, for profile fields.</summary>
    public required BsonDocument Document { get; init; }

    /// <summary>Whether the lead's score includes the event; an event that is stored but not counted is being committed.</summary>
    public bool Counts(MongoEvent e) => e.Version <= Version || Commit.Results.ContainsKey(e.EventId);
}

/// <summary>
/// A lead and its events as of one version. The version decides which events count. Blocks change in place, so a query that read some is
/// repeated if any has changed in between.
/// </summary>
internal sealed class LeadView(MongoData data, MongoLead lead, RuleTimeline rules, bool eventsOnly)
{
    private const int MaxTries = 8;

    private readonly StoredBlocks _blocks = new(data, lead, rules);

    public MongoLead Lead => lead;

    /// <summary>The rules that the lead's score is at.</summary>
    public RuleTimeline Rules => rules;

    /// <summary>Runs a query on one version of the lead; null when there is no such lead.</summary>
    public static Task<T?> QueryAsync<T>(MongoData data, string leadId, Func<LeadView, T> query, CancellationToken ct)
        where T : class => data.RunAsync(() => TryAsync(data, leadId, query, ct), ct);

    /// <summary>The score over all events below a key.</summary>
    public long ScoreBefore(EventKey key)
    {
        if (key == EventKey.Lowest) return 0;
        return eventsOnly ? Events(EventKey.Lowest, key).Aggregate(0L, (score, e) => Step(e).Apply(score)) : ScoreTree.ScoreBefore(lead.Fold, _blocks, key);
    }

    /// <summary>Ascending, from a key up to another one (exclusive).</summary>
    public IEnumerable<MongoEvent> Events(EventKey from, EventKey? before, bool full = false) =>
        EventScan.Ascending(data, lead, from, before, full ? null : EventScan.StepFields);

    /// <summary>Descending, below a key.</summary>
    public IEnumerable<MongoEvent> Newest(EventKey before, bool full = false) =>
        EventScan.Descending(data, lead, before, full ? null : EventScan.StepFields);

    public ScoreStep Step(MongoEvent e) => rules.StepAt(e.EventType, e.TimestampMs);

    private static async Task<T?> TryAsync<T>(MongoData data, string leadId, Func<LeadView, T> query, CancellationToken ct)
        where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await LeadDocuments.LiveAsync(data, leadId, ct) is not { } lead) return null;
            var view = new LeadView(data, lead, await data.Rules.AtAsync(lead.Revision, ct), eventsOnly: attempt == MaxTries);
            T answer;
            try
            {
                answer = await data.BlockAsync(() => query(view), ct);
            }
            catch (InvalidDataException) when (attempt < MaxTries)
            {
                continue; // a block was removed in between
            }

            if (attempt == MaxTries || await view.IsUnchangedAsync(ct)) return answer;
        }
    }

    private async Task<bool> IsUnchangedAsync(CancellationToken ct)
    {
        if (!_blocks.WereRead) return true;
        return await LeadDocuments.LiveAsync(data, lead.Id, ct) is { } now && now.Shape == lead.Shape && now.Generation == lead.Generation;
    }
}
