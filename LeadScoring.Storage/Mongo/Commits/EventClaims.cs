using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>
/// Whose an eventId is: the first lead that claims it has it for ever. Claims are spread over the shards by the eventId's hash, while
/// events lie with their lead, so a claim is what makes an eventId unique everywhere. An event is stored before it is claimed.
/// </summary>
internal static class EventClaims
{
    private const int MaxTries = 20;

    /// <summary>Claims for their leads what is free. Returns the owner of each eventId.</summary>
    public static async Task<Dictionary<string, string>> ClaimAsync(MongoData data, CommitRun run, IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        var byEvent = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = events.DistinctBy(e => e.EventId, StringComparer.Ordinal).ToList();
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var claims = open.ConvertAll(e => new BsonDocument { { "_id", Keys.Hash(e.EventId) }, { "l", e.LeadId } });
            var taken = await data.InsertAsync(data.EventIds, claims, ct);
            var owners = taken.Count == 0 ? [] : await OwnersAsync(data, taken.Select(i => claims[i]["_id"]), ct);
            var gone = new List<IncomingEvent>();
            for (var i = 0; i < open.Count; i++)
            {
                if (!taken.Contains(i)) run.Claimed(open[i].EventId);
                if ((taken.Contains(i) ? owners.GetValueOrDefault(claims[i]["_id"]) : open[i].LeadId) is { } owner) byEvent[open[i].EventId] = owner;
                else gone.Add(open[i]); // freed since it was found to be taken
            }

            if (gone.Count == 0) return byEvent;
            open = gone;
        }

        throw new StoreUnavailableException("MongoDB: others claim the same eventIds.");
    }

    /// <summary>The lead that an eventId counts for, whether it is still there or not; null when nobody ever claimed it.</summary>
    public static async Task<string?> OwnerAsync(MongoData data, string eventId, CancellationToken ct) =>
        (await OwnersAsync(data, [Keys.Hash(eventId)], ct)).Values.FirstOrDefault();

    public static async Task<Dictionary<string, string>> OwnersOfAsync(MongoData data, IReadOnlyCollection<string> eventIds, CancellationToken ct)
    {
        var owners = await OwnersAsync(data, eventIds.Select(id => (BsonValue)Keys.Hash(id)), ct);
        return eventIds.Select(id => (Id: id, Owner: owners.GetValueOrDefault(Keys.Hash(id)))).Where(e => e.Owner is not null)
            .DistinctBy(e => e.Id, StringComparer.Ordinal).ToDictionary(e => e.Id, e => e.Owner!, StringComparer.Ordinal);
    }

    public static Task ReleaseAsync(MongoData data, IReadOnlyCollection<IncomingEvent> events, CancellationToken ct) =>
        data.BulkAsync(data.EventIds, [.. events.Select(e => new DeleteOneModel<BsonDocument>(new BsonDocument { { "_id", Keys.Hash(e.EventId) }, { "l", e.LeadId } }))], ct);

    private static async Task<Dictionary<BsonValue, string>> OwnersAsync(MongoData data, IEnumerable<BsonValue> hashes, CancellationToken ct) =>
        (await data.EventIds.Find(Bson.In("_id", hashes)).ToListAsync(ct)).ToDictionary(d => d["_id"], d => d.Text("l"));
}
