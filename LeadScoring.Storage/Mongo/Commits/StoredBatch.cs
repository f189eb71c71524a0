using LeadScoring.Core.Events;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>The events of a round as they are stored now, be it by this round or before, and whose their eventIds are.</summary>
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

        batch._owners = await EventClaims.ClaimAsync(data, run, events, ct);
        var others = events.Where(e => batch._owners[e.EventId] != e.LeadId).ToList();
        if (others.Count > 0) await batch.ReadOthersAsync(data, others, ct);
        return batch;
    }

    /// <summary>Removes stored events that no lead counts, and never will.</summary>
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

    /// <summary>The event as it is stored for the lead; null when the eventId is another lead's.</summary>
    public MongoEvent? Own(string leadId, string eventId) => _owners[eventId] == leadId ? _events[(leadId, eventId)] : null;

    /// <summary>The other lead that has the eventId, with the event; null when that lead was deleted.</summary>
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

    /// <summary>EventIds of other leads: what was just stored of them goes, and the event that counts is read.</summary>
    private async Task ReadOthersAsync(MongoData data, List<IncomingEvent> others, CancellationToken ct)
    {
        var missing = others.Select(e => _owners[e.EventId]).Where(id => !_leads.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var (id, lead) in missing.Count == 0 ? [] : await LeadDocuments.FindAsync(data, missing, ct)) _leads[id] = lead;
        await RemoveUncountedAsync(data, others.Select(e => (e.LeadId, e.EventId)), _leads, ct);
        await ReadAsync(data, others.Select(e => (_owners[e.EventId], e.EventId)), ct);
    }
}
