using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Events;

/// <summary>A lead's events in the order of their keys, from an index.</summary>
internal static class EventRange
{
    public static BsonDocument OldestFirst { get; } = Bson.Keys(("t", 1), ("_id", 1));

    public static BsonDocument NewestFirst { get; } = Bson.Keys(("t", -1), ("_id", -1));

    private static readonly BsonDocument StepFields = Bson.Only("t", "y");

    /// <summary>Time, id and type, which the index has.</summary>
    public static IEnumerable<BsonDocument> Steps(SessionCollection events, string lead, EventKey from, EventKey? before) =>
        events.Find(Of(lead, from, before), OldestFirst, StepFields, hint: MongoSchema.EventsByLead);

    /// <summary>
    /// The events from a key on, up to another one (exclusive). A key is a time and an id, and the bounds of an index are those of its
    /// fields, so the events of the first and the last millisecond are branches of their own.
    /// </summary>
    /// <param name="lead">The lead's id.</param>
    /// <param name="from">The first key.</param>
    /// <param name="before">Null: to the end.</param>
    /// <param name="knownUntilMs">Only those that were committed by then, Unix ms; null: all.</param>
    public static BsonDocument Of(string lead, EventKey from, EventKey? before, long? knownUntilMs = null)
    {
        var branches = Branches(lead, from, before);
        if (knownUntilMs is { } until) branches.ForEach(branch => branch.Add("k", new BsonDocument("$lte", until)));
        return branches.Count == 1 ? branches[0] : Bson.Or(branches);
    }

    /// <summary>The events in a span, both ends inclusive.</summary>
    public static BsonDocument In(string lead, long fromMs, long toMs) =>
        new() { { "l", lead }, { "t", new BsonDocument { { "$gte", fromMs }, { "$lte", toMs } } } };

    private static List<BsonDocument> Branches(string lead, EventKey from, EventKey? before)
    {
        if (before is { } key && key.TimestampMs == from.TimestampMs) return [At(lead, from.TimestampMs, from.EventId, key.EventId)];
        var (branches, time) = (new List<BsonDocument>(), new BsonDocument());
        if (from.EventId.Length > 0) branches.Add(At(lead, from.TimestampMs, from.EventId, null));
        if (from != EventKey.Lowest) time.Add(from.EventId.Length > 0 ? "$gt" : "$gte", from.TimestampMs);
        if (before is { } end)
        {
            time.Add("$lt", end.TimestampMs);
            if (end.EventId.Length > 0) branches.Add(At(lead, end.TimestampMs, null, end.EventId));
        }

        var between = new BsonDocument("l", lead);
        if (time.ElementCount > 0) between.Add("t", time);
        branches.Add(between);
        return branches;
    }

    private static BsonDocument At(string lead, long timestampMs, string? from, string? before)
    {
        var ids = new BsonDocument();
        if (from is not null) ids.Add("$gte", from);
        if (before is not null) ids.Add("$lt", before);
        return new() { { "l", lead }, { "t", timestampMs }, { "_id", ids } };
    }
}
