using LeadScoring.Core.Scoring;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

/// <summary>A lead's events in or against their order, by the index <c>(l, t, _id)</c>; only those that its state counts.</summary>
internal static class EventScan
{
    public static readonly BsonDocument StepFields = Bson.Only("l", "t", "y", "v", "k", "late");

    private static readonly BsonDocument OldestFirst = new() { { "t", 1 }, { "_id", 1 } };
    private static readonly BsonDocument NewestFirst = new() { { "t", -1 }, { "_id", -1 } };

    /// <param name="data">Where the events are.</param>
    /// <param name="lead">Whose events, and which of them count.</param>
    /// <param name="from">The first key, inclusive.</param>
    /// <param name="before">Exclusive; null: to the end.</param>
    /// <param name="fields">Which fields are read; null: all.</param>
    public static IEnumerable<MongoEvent> Ascending(MongoData data, MongoLead lead, EventKey from, EventKey? before, BsonDocument? fields = null) =>
        Read(data, Range(lead.Id, from, before), OldestFirst, fields).Where(lead.Counts).Select(e => e.With(lead.Commit));

    public static IEnumerable<MongoEvent> Descending(MongoData data, MongoLead lead, EventKey before, BsonDocument? fields = null) =>
        Read(data, Range(lead.Id, EventKey.Lowest, before), NewestFirst, fields).Where(lead.Counts).Select(e => e.With(lead.Commit));

    /// <summary>Also those that nothing counts yet.</summary>
    public static IEnumerable<MongoEvent> All(MongoData data, string leadId, EventKey from, EventKey? before) =>
        Read(data, Range(leadId, from, before), OldestFirst, StepFields);

    public static BsonDocument Range(string leadId, EventKey from, EventKey? before)
    {
        var (time, and) = (new BsonDocument(), new BsonArray());
        if (from > EventKey.Lowest)
        {
            time.Add("$gte", from.TimestampMs);
            if (from.EventId.Length > 0) and.Add(Either("$gt", from.TimestampMs, "$gte", Keys.Event(leadId, from.EventId)));
        }

        if (before is { } end)
        {
            time.Add("$lte", end.TimestampMs);
            and.Add(Either("$lt", end.TimestampMs, "$lt", Keys.Event(leadId, end.EventId)));
        }

        var range = new BsonDocument("l", leadId);
        if (time.ElementCount > 0) range.Add("t", time);
        if (and.Count > 0) range.Add("$and", and);
        return range;
    }

    private static BsonDocument Either(string timeSide, long timestampMs, string idSide, string id) => new("$or", new BsonArray
    {
        new BsonDocument("t", new BsonDocument(timeSide, timestampMs)),
        new BsonDocument("_id", new BsonDocument(idSide, id)),
    });

    private static IEnumerable<MongoEvent> Read(MongoData data, BsonDocument range, BsonDocument order, BsonDocument? fields)
    {
        var find = data.Events.Find(range).Sort(order);
        using var cursor = (fields is null ? find : find.Project<BsonDocument>(fields)).ToCursor();
        while (cursor.MoveNext())
        {
            foreach (var document in cursor.Current) yield return MongoEvent.Of(document);
        }
    }
}
