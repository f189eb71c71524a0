using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>The events of a round as they are stored, by this round or an earlier one, and the leads that own their eventIds.</summary>
internal sealed class StoredBatch
{
    private readonly Dictionary<(string LeadId, string EventId), MongoEvent> _events = [];
    private readonly HashSet<string> _concerned = new(StringComparer.Ordinal);
    private Dictionary<string, string> _owners = [];
    private Dictionary<string, MongoLead> _leads = [];

    private StoredBatch()
    {
    }

    public static async Task<StoredBatch> StoreAsync(
        MongoData data, CommitRun run, int[] indexes, Dictionary<string, MongoLead> leads, CancellationToken ct)
    {
        var batch = new StoredBatch { _leads = leads };
        if (indexes.Length == 0) return batch;
        var events = indexes.Select(i => run.Events[i]).DistinctBy(e => (e.LeadId, e.EventId)).ToList();
        var stored = events.ConvertAll(MongoEvent.From);
        var known = await data.InsertAsync(data.Events, stored.ConvertAll(e => e.ToDocument()), ct);
        foreach (var e in stored) batch.Add(e);
        if (known.Count > 0) await batch.ReadAsync(data, known.Select(i => (stored[i].LeadId, stored[i].EventId)), ct);

        batch._owners = await EventReservations.ReserveAsync(data, run, events, ct);
        var others = events.Where(e => batch._owners[e.EventId] != e.LeadId).ToList();
        if (others.Count > 0) await batch.ReadOthersAsync(data, others, ct);
        return batch;
    }

    /// <summary>Removes stored events that no lead counts or will count.</summary>
    public static async Task RemoveUncountedAsync(
        MongoData data, IEnumerable<(string LeadId, string EventId)> events, IReadOnlyDictionary<string, MongoLead> leads, CancellationToken ct)
    {
        var ids = events.Where(e => !leads.TryGetValue(e.LeadId, out var lead) || !lead.Commit.Results.ContainsKey(e.EventId)).ToList();
        if (ids.Count == 0) return;
        var filter = Bson.In("_id", ids.Select(e => Keys.Event(e.LeadId, e.EventId)));
        filter.AddRange(Bson.In("l", ids.Select(e => e.LeadId).Distinct(StringComparer.Ordinal)));
        filter.Add("v", new BsonDocument("$exists", false));
        await data.DeleteAsync(data.Events, filter, ct);
    }

    public bool Concerns(string leadId) => _concerned.Contains(leadId);

    /// <summary>The event as stored for the lead; null when the eventId is another lead's.</summary>
    public MongoEvent? Own(string leadId, string eventId) => _owners[eventId] == leadId ? _events[(leadId, eventId)] : null;

    /// <summary>The other lead that owns the eventId, with its event; null when that lead was deleted.</summary>
    public (MongoLead Lead, MongoEvent Event)? Others(string eventId) =>
        _leads.TryGetValue(_owners[eventId], out var lead) && !lead.IsDeleted && _events.TryGetValue((lead.Id, eventId), out var e) ? (lead, e) : null;

    private void Add(MongoEvent e)
    {
        _events[(e.LeadId, e.EventId)] = e;
        _concerned.Add(e.LeadId);
    }

    private async Task ReadAsync(MongoData data, IEnumerable<(string LeadId, string EventId)> ids, CancellationToken ct)
    {
        var all = ids.ToList();
        var filter = Bson.In("_id", all.Select(e => Keys.Event(e.LeadId, e.EventId)));
        filter.AddRange(Bson.In("l", all.Select(e => e.LeadId).Distinct(StringComparer.Ordinal)));
        foreach (var document in await data.Events.Find(filter).ToListAsync(ct))
        {
            var e = MongoEvent.Of(document);
            _events[(e.LeadId, e.EventId)] = _leads.TryGetValue(e.LeadId, out var lead) ? e.With(lead.Commit) : e;
        }
    }

    /// <summary>For eventIds of other leads: removes what was just stored for them, and reads the event that counts.</summary>
    private async Task ReadOthersAsync(MongoData data, List<IncomingEvent> others, CancellationToken ct)
    {
        var missing = others.Select(e => _owners[e.EventId]).Where(id => !_leads.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var (id, lead) in missing.Count == 0 ? [] : await LeadDocuments.FindAsync(data, missing, ct)) _leads[id] = lead;
        await RemoveUncountedAsync(data, others.Select(e => (e.LeadId, e.EventId)), _leads, ct);
        await ReadAsync(data, others.Select(e => (_owners[e.EventId], e.EventId)), ct);
    }
}

/// <summary>
/// Reservations of eventIds: the first lead that reserves one owns it for ever. They are sharded by the eventId's hash while events are
/// sharded by lead, so the reservation is what makes an eventId unique. An event is stored before its eventId is reserved.
/// </summary>
internal static class EventReservations
{
    private const int MaxTries = 20;

    /// <summary>Reserves the free eventIds for their leads. Returns the owner of each eventId.</summary>
    public static async Task<Dictionary<string, string>> ReserveAsync(MongoData data, CommitRun run, IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        var byEvent = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = events.DistinctBy(e => e.EventId, StringComparer.Ordinal).ToList();
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var reservations = open.ConvertAll(e => new BsonDocument { { "_id", Keys.Hash(e.EventId) }, { "l", e.LeadId } });
            var taken = await data.InsertAsync(data.EventIds, reservations, ct);
            var owners = taken.Count == 0 ? [] : await OwnersAsync(data, taken.Select(i => reservations[i]["_id"]), ct);
            var released = new List<IncomingEvent>();
            for (var i = 0; i < open.Count; i++)
            {
                if (!taken.Contains(i)) run.Reserved(open[i].EventId);
                if ((taken.Contains(i) ? owners.GetValueOrDefault(reservations[i]["_id"]) : open[i].LeadId) is { } owner) byEvent[open[i].EventId] = owner;
                else released.Add(open[i]); // since it was found to be taken
            }

            if (released.Count == 0) return byEvent;
            open = released;
        }

        throw new StoreUnavailableException("MongoDB: others reserve the same eventIds.");
    }

    /// <summary>The lead that owns an eventId, deleted or not; null when it was never reserved.</summary>
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
