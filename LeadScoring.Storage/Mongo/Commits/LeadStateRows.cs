using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>Reads and writes what a commit needs of <c>leads</c>. What was read or written is remembered for the rest of the session.</summary>
internal sealed class LeadStateRows(MongoSession session) : ILeadStates
{
    private readonly SessionCollection _leads = session.Documents.Leads;
    private readonly Dictionary<string, BsonDocument?> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _ids = [];

    /// <summary>Reads the leads at once, for the lookups that follow.</summary>
    public void Expect(IEnumerable<string> ids)
    {
        var unknown = ids.Where(id => !_known.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var id in unknown) _known[id] = null;
        foreach (var lead in _leads.In("_id", unknown.Select(id => (BsonValue)id), LeadFields.State)) Remember(lead);
    }

    public void Expect(IReadOnlyCollection<long> numbers)
    {
        var unknown = numbers.Where(number => !_ids.ContainsKey(number)).Select(number => (BsonValue)number);
        foreach (var lead in _leads.In("no", unknown, LeadFields.State)) Remember(lead);
    }

    public MongoLead? Find(string id)
    {
        Expect([id]);
        return _known[id] is { } lead ? LeadFields.ToState(lead) : null;
    }

    public MongoLead? Find(long number)
    {
        if (IdOf(number) is not { } id) return null;
        return Find(id);
    }

    void ILeadStates.Expect(IReadOnlyCollection<string> ids) => Expect(ids);

    LeadState? ILeadStates.Find(string id) => Find(id);

    LeadState? ILeadStates.Find(long number) => Find(number);

    public string? IdOf(long number)
    {
        Expect([number]);
        return _ids.TryGetValue(number, out var id) && _known[id] is not null ? id : null;
    }

    public List<LeadState> After(long number, long sinceMs, int limit)
    {
        var next = new BsonDocument { { "no", new BsonDocument("$gt", number) }, { "lastTs", new BsonDocument("$gte", sinceMs) } };
        var found = _leads.Find(next, MongoSchema.LeadsByNumber, LeadFields.State, limit, hint: MongoSchema.LeadsByNumber);
        return [.. found.Select(lead => LeadFields.ToState(Remember(lead)))];
    }

    public long CountSince(long sinceMs) => _leads.Count(new("lastTs", new BsonDocument("$gte", sinceMs)));

    public List<long> NumbersAfter(long number, int limit) =>
        [.. _leads.Find(Bson.Above("no", number), MongoSchema.LeadsByNumber, Bson.Bare("no"), limit).Select(lead => lead.Int64("no"))];

    public void Save(LeadState lead) => Set(lead, LeadFields.Of(lead));

    public void SaveRevision(LeadState lead) => Set(lead, new(LeadFields.Revision, lead.Revision));

    public IScoreBlocks Blocks(LeadState lead, RuleTimeline rules) => new StoredBlocks(session.Documents, (MongoLead)lead, rules);

    public void ReplaceBlocks(LeadState lead, BlockList blocks) => StoredBlocks.Replace(session.Documents.Blocks, MongoLead.IdOf(lead), blocks);

    /// <summary>Adds a lead.</summary>
    public MongoLead Insert(BsonDocument lead)
    {
        _leads.Insert(lead);
        return LeadFields.ToState(Remember(lead));
    }

    public void Remove(string id)
    {
        _leads.Delete(Bson.Id(id));
        _known[id] = null;
    }

    private void Set(LeadState lead, BsonDocument fields)
    {
        var id = MongoLead.IdOf(lead);
        if (_known.GetValueOrDefault(id) is { } known) _leads.Change(known, fields);
        else _leads.Update(Bson.Id(id), Bson.Set(fields));
    }

    private BsonDocument Remember(BsonDocument lead)
    {
        var id = lead.Text("_id");
        _ids[lead.Int64("no")] = id;
        _known[id] = lead;
        return lead;
    }
}

/// <summary>A lead's state with its id, by which events and blocks are found.</summary>
internal sealed class MongoLead : LeadState
{
    public required string Id { get; init; }

    public static string IdOf(LeadState lead) => ((MongoLead)lead).Id;
}

/// <summary>The fields of a lead's document that a commit reads and writes.</summary>
internal static class LeadFields
{
    public const string Revision = "revision";

    /// <summary>Type and day in turns; absent without events, and before it was kept.</summary>
    private const string NewestDays = "newestDays";

    public static BsonDocument State { get; } = Bson.Only(
        "no", "score", "events", "lastTs", "lastId", "version", Revision, "tailEvents", "tailTs", "tailId", "tail", "levels", "topBlocks", NewestDays);


    public static MongoLead ToState(BsonDocument lead)
    {
        var (id, fold) = (lead.Text("_id"), Fold(lead));
        var state = new MongoLead
        {
            Id = id,
            Number = lead.Int64("no"),
            Stripe = LeadStripe.Of(id),
            Fold = fold,
            Version = lead.Int64("version"),
            Revision = lead.Int64(Revision),
            StoredScore = fold.Score,
        };
        if (!lead.TryGetValue(NewestDays, out var days)) return state;
        state.NewestDays.Load([.. days.AsBsonArray.Chunk(2).Select(day => (day[0].AsString, day[1].ToInt32()))]);
        return state;
    }

    /// <summary>Without events, <c>lastTs</c> is the lowest number and <c>tie</c> the highest, so that such leads come last in both orders.</summary>
    public static BsonDocument Of(LeadState lead)
    {
        var fold = lead.Fold;
        return new()
        {
            { "score", fold.Score },
            { "events", fold.Events },
            { "lastTs", fold.Last.TimestampMs },
            { "lastId", fold.Last.EventId },
            { "tie", fold.Events == 0 ? long.MaxValue : fold.Last.TimestampMs },
            { "version", lead.Version },
            { Revision, lead.Revision },
            { "tailEvents", fold.TailEvents },
            { "tailTs", fold.TailFirst.TimestampMs },
            { "tailId", fold.TailFirst.EventId },
            { "tail", new BsonArray { fold.Tail.Add, fold.Tail.Lo, fold.Tail.Hi } },
            { "levels", fold.Levels },
            { "topBlocks", fold.TopBlocks },
            { NewestDays, new BsonArray(lead.NewestDays.All.ToArray().SelectMany(d => new BsonValue[] { d.Type, d.Day })) },
        };
    }

    private static LeadFold Fold(BsonDocument lead)
    {
        var (tailEvents, tail) = (lead.Int32("tailEvents"), lead["tail"]);
        return new()
        {
            Score = lead.Int64("score"),
            Events = lead.Int64("events"),
            Last = new(lead.Int64("lastTs"), lead.Text("lastId")),
            TailEvents = tailEvents,
            TailFirst = tailEvents == 0 ? EventKey.Lowest : new(lead.Int64("tailTs"), lead.Text("tailId")),
            Tail = tailEvents == 0 ? ScoreStep.Identity : new(tail[0].ToInt64(), tail[1].ToInt64(), tail[2].ToInt64()),
            Levels = lead.Int32("levels"),
            TopBlocks = lead.Int32("topBlocks"),
        };
    }
}
