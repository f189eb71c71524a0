using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Events;

/// <summary>Reads and writes <c>events</c>, whose id is the eventId. A commit reads all that it needs to know of its events at once.</summary>
internal sealed class EventRows(MongoSession session) : IEventRows
{
    private readonly SessionCollection _events = session.Documents.Events;
    private readonly Dictionary<string, BsonDocument?> _known = new(StringComparer.Ordinal);
    private readonly List<BsonDocument> _inserted = [];
    private HashSet<BsonValue>? _tombstones;

    /// <summary>Leads, stored events of the same ids with their leads, and, once a lead was ever deleted, what is left of deleted ones.</summary>
    public void Expect(IReadOnlyList<IncomingEvent> events)
    {
        var ids = events.Select(e => e.EventId).ToHashSet(StringComparer.Ordinal);
        session.Leads.Expect(events.Select(e => e.LeadId));
        foreach (var id in ids) _known[id] = null;
        foreach (var stored in _events.In("_id", ids.Select(id => (BsonValue)id))) _known[stored.Text("_id")] = stored;
        session.Leads.Expect(_known.Values.OfType<BsonDocument>().Select(stored => stored.Text("l")));
        if (!session.Deleted.Any()) return;
        session.Deleted.Expect(events.Select(e => e.LeadId).Where(id => session.Leads.Find(id) is null));
        _tombstones = [.. session.Documents.Tombstones.In("_id", ids.Select(Keys.Hash)).Select(tombstone => tombstone["_id"])];
    }

    public long? Insert(IncomingEvent e, LeadState lead, bool late, long now, long before, long after)
    {
        if (Stored(e.EventId) is not null) return null;
        var document = EventDocuments.New(e, late, now, before, after);
        _events.Insert(document);
        _known[e.EventId] = document;
        _inserted.Add(document);
        return _inserted.Count - 1;
    }

    public void SaveScores(long row, long before, long after) => _events.Change(_inserted[(int)row], EventDocuments.Scores(before, after));

    public (StoredEvent Event, long Lead)? Find(string eventId) =>
        Stored(eventId) is { } stored && session.Leads.Find(stored.Text("l")) is { } lead ? (EventDocuments.Of(stored), lead.Number) : null;

    public Dictionary<string, EventContent?> Contents(IReadOnlyCollection<string> eventIds)
    {
        var contents = _events.In("_id", eventIds.Select(id => (BsonValue)id), EventDocuments.ContentFields)
            .ToDictionary(e => e.Text("_id"), EventDocuments.Content, StringComparer.Ordinal);
        if (session.Deleted.Any()) AddDeleted(contents, eventIds);
        return contents;
    }

    public HashSet<string> Existing(IReadOnlyCollection<string> eventIds) =>
        _events.In("_id", eventIds.Select(id => (BsonValue)id), Bson.Only("_id")).Select(e => e.Text("_id")).ToHashSet(StringComparer.Ordinal);

    public bool IsOrphan(string eventId) => Stored(eventId) is { } stored && session.Leads.Find(stored.Text("l")) is null;

    public bool HasTombstone(string eventId)
    {
        var hash = Keys.Hash(eventId);
        return _known.ContainsKey(eventId) && _tombstones is not null ? _tombstones.Contains(hash) : session.Documents.Tombstones.Get(hash) is not null;
    }

    public long Count() => session.Stripes.EventCount;

    public void Counted(int stripe, int events) => session.Stripes.AddEvents(stripe, events);

    public List<StoredEvent> Before(LeadState lead, EventKey before, int limit) =>
        [.. NewestBefore(lead, before, null, limit).Select(EventDocuments.Of)];

    public IEnumerable<(EventKey Key, string EventType)> TypesBefore(LeadState lead, EventKey before, int limit) =>
        NewestBefore(lead, before, Bson.Only("t", "y"), limit).Select(e => (EventDocuments.Key(e), e.Text("y")));

    public IEnumerable<EventLine> Lines(LeadState lead, EventKey from, AsOf asOf, int limit) =>
        Counting(lead, from, asOf, Bson.Only("t", "y", "k", "late", "m"), limit)
            .Select(e => new EventLine(e.Int64("t"), e.Text("_id"), e.Text("y"), e.Int64("k"), e.Is("late"), e.TextOrNull("m")));

    public IEnumerable<EventMark> Marks(LeadState lead, EventKey from, AsOf asOf) =>
        Counting(lead, from, asOf, Bson.Only("t", "y", "late"), null).Select(e => new EventMark(EventDocuments.Key(e), e.Text("y"), e.Is("late")));

    public IEnumerable<EventStamp> Stamps(long lead)
    {
        if ((session.Leads.IdOf(lead) ?? session.Deleted.Find(lead)?.Id) is not { } id) return [];
        return _events.Find(new("l", id), Bson.Keys(("t", 1)), EventDocuments.StampFields, hint: MongoSchema.EventsByLead).Select(EventDocuments.Stamp);
    }

    public long? FirstAt(LeadState lead, long fromMs, long toMs) =>
        _events.First(EventRange.In(MongoLead.IdOf(lead), fromMs, toMs), Bson.Keys(("t", 1)), Bson.Bare("t"))?.Int64("t");

    /// <summary>Reads what is in the span and after it: the first of these events, and whether the lead has more than these.</summary>
    public HashSet<long> WithGap(IReadOnlyCollection<long> leads, long fromMs, long beforeMs)
    {
        session.Leads.Expect(leads);
        var states = leads.Select(session.Leads.Find).OfType<MongoLead>().ToDictionary(lead => lead.Id, StringComparer.Ordinal);
        var since = _events.AggregateAll(
            new("$match", Bson.In("l", states.Keys).Add("t", new BsonDocument("$gte", fromMs))),
            new("$group", new BsonDocument
            {
                { "_id", "$l" },
                { "first", new BsonDocument("$min", "$t") },
                { "events", new BsonDocument("$sum", 1) },
            })).ToDictionary(lead => lead.Text("_id"), StringComparer.Ordinal);
        return [.. states.Values.Where(lead => HasGap(lead, since.GetValueOrDefault(lead.Id))).Select(lead => lead.Number)];

        bool HasGap(MongoLead lead, BsonDocument? events) =>
            events is null ? lead.Fold.Events > 0 : events.Int64("first") >= beforeMs && events.Int64("events") < lead.Fold.Events;
    }

    public long Count(LeadState lead, long fromMs, long toMs, long limit) =>
        _events.Count(EventRange.In(MongoLead.IdOf(lead), fromMs, toMs), limit == long.MaxValue ? null : limit);

    public (long LastMs, long Events, long Late) Sum(LeadState lead, long fromMs, long toMs)
    {
        var sum = _events.Aggregate(
            new("$match", EventRange.In(MongoLead.IdOf(lead), fromMs, toMs)),
            new("$group", new BsonDocument
            {
                { "_id", BsonNull.Value },
                { "last", new BsonDocument("$max", "$t") },
                { "events", new BsonDocument("$sum", 1) },
                { "late", new BsonDocument("$sum", "$late") },
            }))!;
        return (sum.Int64("last"), sum.Int64("events"), sum.Int64("late"));
    }

    /// <summary>An event of a deleted lead is still there, or its tombstone is.</summary>
    private void AddDeleted(Dictionary<string, EventContent?> contents, IReadOnlyCollection<string> eventIds)
    {
        session.Deleted.Expect(contents.Values.Select(content => content!.LeadId).Distinct());
        foreach (var (id, content) in contents)
        {
            if (session.Deleted.Contains(content!.LeadId)) contents[id] = null;
        }

        var missing = eventIds.Where(id => !contents.ContainsKey(id)).ToDictionary(id => (BsonValue)Keys.Hash(id));
        foreach (var tombstone in session.Documents.Tombstones.In("_id", missing.Keys)) contents[missing[tombstone["_id"]]] = null;
    }

    private BsonDocument? Stored(string eventId)
    {
        if (!_known.TryGetValue(eventId, out var stored)) _known[eventId] = stored = _events.Get(eventId);
        return stored;
    }

    private IEnumerable<BsonDocument> Counting(LeadState lead, EventKey from, AsOf asOf, BsonDocument fields, int? limit)
    {
        if (asOf.End is { } end && end <= from) return [];
        var range = EventRange.Of(MongoLead.IdOf(lead), from, asOf.End, asOf.KnownAtMs);
        return _events.Find(range, EventRange.OldestFirst, fields, limit, hint: MongoSchema.EventsByLead);
    }

    private IEnumerable<BsonDocument> NewestBefore(LeadState lead, EventKey before, BsonDocument? fields, int limit) =>
        _events.Find(EventRange.Of(MongoLead.IdOf(lead), EventKey.Lowest, before), EventRange.NewestFirst, fields, limit, hint: MongoSchema.EventsByLead);
}

/// <summary>An event's document, with short names since there are many: l lead, t time, y type, g whether a time was given, m metadata,
/// r received, k committed, s submission, n attempts, b and a the score before and after.</summary>
internal static class EventDocuments
{
    public static BsonDocument New(IncomingEvent e, bool late, long now, long before, long after)
    {
        var document = new BsonDocument
        {
            { "_id", e.EventId },
            { "l", e.LeadId },
            { "t", e.TimestampMs },
            { "y", e.EventType },
            { "g", e.TimestampGiven },
            { "r", e.ReceivedAtMs },
            { "k", now },
            { "s", e.Submission },
            { "n", e.Attempt },
            { "b", before },
            { "a", after },
        };
        if (late) document.Add("late", 1); // a number, since late events are summed
        if (e.Metadata is not null) document.Add("m", e.Metadata);
        return document;
    }

    /// <summary>A projection to what <see cref="Stamp"/> reads.</summary>
    public static BsonDocument StampFields => Bson.Only("t", "y", "r");

    public static EventStamp Stamp(BsonDocument e) => new(e.Text("y"), e.Int64("t"), e.Int64("r"));

    /// <summary>A projection to what <see cref="Content"/> reads.</summary>
    public static BsonDocument ContentFields => Bson.Only("l", "t", "y", "g", "m");

    public static EventContent? Content(BsonDocument e) => new(e.Text("y"), e.Text("l"), e.Int64("t"), e.Is("g"), e.TextOrNull("m"));

    public static BsonDocument Scores(long before, long after) => new() { { "b", before }, { "a", after } };

    public static EventKey Key(BsonDocument e) => new(e.Int64("t"), e.Text("_id"));

    public static StoredEvent Of(BsonDocument e) => new(
        e.Text("_id"), e.Text("y"), e.Text("l"), e.Int64("t"), e.Is("g"), e.TextOrNull("m"), e.Int64("r"), e.Int64("k"), e.Is("late"),
        e.Int64("s"), e.Int32("n"), e.Int64("b"), e.Int64("a"));
}
