using LeadScoring.Core.Stores;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>
/// Runs the queries of one session. Outside of a transaction all read the snapshot of the first one, a state that a majority has.
/// </summary>
/// <remarks>
/// As commands, since the driver's own snapshot sessions (3.14) send the read concern with <c>getMore</c>, too, which servers reserve the right
/// to refuse; and a transaction that only reads gives the same guarantee only by a commit that waits for the majority.
/// </remarks>
internal sealed class SessionReader(IMongoDatabase database, IClientSessionHandle session, CancellationToken ct)
{
    private BsonValue? _snapshot;

    /// <summary>The documents that a find or an aggregation gives, read from the server as they are enumerated.</summary>
    /// <exception cref="StoreUnavailableException">The server gave no time of the snapshot.</exception>
    public IEnumerable<BsonDocument> Read(string collection, BsonDocument command)
    {
        if (!session.IsInTransaction) command.Add("readConcern", Concern());
        var cursor = Run(command);
        if (!session.IsInTransaction) _snapshot ??= cursor.GetValue("atClusterTime", null) ?? throw new StoreUnavailableException("MongoDB: no snapshot.");
        var id = cursor["id"].ToInt64();
        try
        {
            for (var batch = cursor["firstBatch"]; ; batch = cursor["nextBatch"])
            {
                foreach (var document in batch.AsBsonArray) yield return document.AsBsonDocument;
                if (id == 0) yield break;
                cursor = Run(new() { { "getMore", id }, { "collection", collection } });
                id = cursor["id"].ToInt64();
            }
        }
        finally
        {
            if (id != 0) Close(collection, id);
        }
    }

    private BsonDocument Concern()
    {
        var concern = new BsonDocument("level", "snapshot");
        return _snapshot is null ? concern : concern.Add("atClusterTime", _snapshot);
    }

    private BsonDocument Run(BsonDocument command) => database.RunCommand<BsonDocument>(session, command, ReadPreference.Primary, ct)["cursor"].AsBsonDocument;

    private void Close(string collection, long cursor)
    {
        try
        {
            var kill = new BsonDocument { { "killCursors", collection }, { "cursors", new BsonArray { cursor } } };
            database.RunCommand<BsonDocument>(session, kill, ReadPreference.Primary, ct);
        }
        catch (Exception e) when (e is MongoException or OperationCanceledException or TimeoutException)
        {
            // The server closes what is left, at the latest with the session.
        }
    }
}
