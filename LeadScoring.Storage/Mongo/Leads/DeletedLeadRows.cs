using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>
/// Reads and writes <c>deleted_leads</c>, <c>open</c> until they are purged, and purges what they have left. A tombstone is the hash of an
/// eventId.
/// </summary>
internal sealed class DeletedLeadRows(MongoSession session) : IDeletedLeads
{
    private readonly SessionCollection _deleted = session.Documents.Deleted;
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    public bool Any() => session.Stripes.DeletedLeads > 0;

    /// <summary>Looks the leads up at once.</summary>
    public void Expect(IEnumerable<string> leadIds)
    {
        var unknown = leadIds.Where(id => _known.TryAdd(id, false)).ToList();
        foreach (var lead in _deleted.In("_id", unknown.Select(id => (BsonValue)id), Bson.Only("_id"))) _known[lead.Text("_id")] = true;
    }

    public bool Contains(string leadId)
    {
        Expect([leadId]);
        return _known[leadId];
    }

    public DeletedLead? Find(long number) =>
        Of(number) is { } lead ? new(lead.Text("_id"), lead.Int64("version"), lead.Int64("deletedAt")) : null;

    public void Add(string leadId, LeadState lead, long now)
    {
        session.Leads.Remove(leadId);
        _deleted.Insert(new() { { "_id", leadId }, { "no", lead.Number }, { "deletedAt", now }, { "version", lead.Version }, { "open", true } });
        _known[leadId] = true;
        session.Stripes.RemoveLead(lead.Stripe);
    }

    public long? NextToPurge() => _deleted.First(new("open", true))?.Int64("no");

    public List<long> NotPurged() => [.. _deleted.Find(new("open", true)).Select(lead => lead.Int64("no"))];

    public IReadOnlyList<EventStamp> PurgeEvents(long number, int limit)
    {
        var (events, tombstones) = (session.Documents.Events, session.Documents.Tombstones);
        var purged = events.Find(new("l", Of(number)!["_id"]), Bson.Keys(("t", 1)), EventDocuments.StampFields, limit, hint: MongoSchema.EventsByLead).ToList();
        foreach (var e in purged) tombstones.Put(Bson.Id(Keys.Hash(e.Text("_id"))));
        if (purged.Count > 0) events.Delete(Bson.In("_id", purged.Select(e => e.Text("_id"))));
        return purged.ConvertAll(EventDocuments.Stamp);
    }

    public int PurgeBlocks(long number, int limit)
    {
        var blocks = session.Documents.Blocks;
        var ids = blocks.Find(Keys.Beginning(Of(number)!.Text("_id") + "/"), Bson.Keys(("_id", 1)), Bson.Only("_id"), limit)
            .Select(block => block["_id"]).ToList();
        if (ids.Count > 0) blocks.Delete(Bson.In("_id", ids));
        return ids.Count;
    }

    public void Purged(long number) =>
        _deleted.Update(Bson.Id(Of(number)!["_id"]), new("$unset", new BsonDocument("open", "")));

    private BsonDocument? Of(long number) => _deleted.First(new("no", number));
}
