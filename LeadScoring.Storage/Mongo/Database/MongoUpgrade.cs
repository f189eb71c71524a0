using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>
/// Brings the leads of a database of an older version up to date, some at a time. How far it is, a document says that is written with each part. Processes that
/// start at once share the work, since one whose part another has done meanwhile conflicts and continues after it.
/// </summary>
/// <param name="marker">The document's id.</param>
/// <param name="next">Does the leads after a number; returns the last one done, null when there are no more.</param>
/// <param name="begin">Called with the first part.</param>
internal sealed class MongoUpgrade(string marker, Func<MongoSession, long, long?> next, Action<MongoSession>? begin = null)
{
    /// <summary>For a database that needs none.</summary>
    public BsonDocument Done => Progress(null);

    /// <summary>False when all is done.</summary>
    public bool Advance(MongoSession session)
    {
        var progress = session.Documents.Counters.Get(marker);
        if (progress?.Is("done") == true) return false;
        if (progress is null) begin?.Invoke(session);
        var last = next(session, progress?.Int64("last") ?? 0);
        session.Documents.Counters.Put(Progress(last));
        return last is not null;
    }

    private BsonDocument Progress(long? last) => new() { { "_id", marker }, { "last", last ?? 0 }, { "done", last is null } };
}
