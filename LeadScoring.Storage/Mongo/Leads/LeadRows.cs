using LeadScoring.Core.Leads;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>Reads and writes the profiles in <c>leads</c>; a lead is one document with its state, see <see cref="LeadFields"/>.</summary>
internal sealed class LeadRows(MongoSession session, CancellationToken ct) : ILeadProfiles
{
    private static readonly BsonDocument Number = Bson.Bare("no");

    private readonly SessionCollection _leads = session.Documents.Leads;
    private readonly Queue<(long Number, string Id)> _numbers = new();

    public Lead? Find(string id) => _leads.Get(id) is { } lead ? ToLead(lead) : null;

    public List<Lead> Find(IReadOnlyList<long> numbers)
    {
        var found = _leads.In("no", numbers.Select(n => (BsonValue)n)).ToDictionary(lead => lead.Int64("no"), ToLead);
        return [.. numbers.Where(found.ContainsKey).Select(n => found[n])];
    }

    public HashSet<string> Existing(IReadOnlyCollection<string> ids) =>
        _leads.In("_id", ids.Select(id => (BsonValue)id), Bson.Only("_id")).Select(lead => lead.Text("_id")).ToHashSet(StringComparer.Ordinal);

    public Dictionary<string, LeadStatus> Statuses(IReadOnlyCollection<string> ids) =>
        _leads.In("_id", ids.Select(id => (BsonValue)id), Bson.Only("status"))
            .ToDictionary(lead => lead.Text("_id"), lead => (LeadStatus)lead.Int32("status"), StringComparer.Ordinal);

    public Dictionary<string, string> IdsByEmail(IReadOnlyCollection<string> emailKeys) =>
        _leads.In("emailKey", emailKeys.Select(key => (BsonValue)key), Bson.Only("emailKey"))
            .ToDictionary(lead => lead.Text("emailKey"), lead => lead.Text("_id"), StringComparer.Ordinal);

    public List<long> Numbers(LeadSort sort, int offset, int? limit) =>
        limit == 0 ? [] : [.. _leads.Find(Bson.All, Order(sort), Number, limit, offset).Select(lead => lead.Int64("no"))];

    public long Count() => session.Stripes.LeadCount;

    public void Expect(IReadOnlyList<LeadDraft> drafts)
    {
        if (drafts.Count == 0) return;
        foreach (var number in LeadNumbers.Take(session.Data, drafts.Count, ct)) _numbers.Enqueue(number);
    }

    public (string Id, LeadState State) Add(LeadDraft draft, long revision, long now)
    {
        if (_numbers.Count == 0) Expect([draft]);
        var (number, id) = _numbers.Dequeue();
        var state = new MongoLead
        {
            Id = id,
            Number = number,
            Stripe = LeadStripe.Of(id),
            Fold = new LeadFold(),
            Version = 1,
            Revision = revision,
            StoredScore = 0,
        };
        var document = new BsonDocument { { "_id", id }, { "no", number }, { "createdAt", now } };
        session.Leads.Insert(document.AddRange(Profile(draft, now)).AddRange(LeadFields.Of(state)));
        session.Stripes.AddLead(state.Stripe);
        return (id, state);
    }

    public void Replace(LeadState lead, LeadDraft draft, long now) => _leads.Update(Bson.Id(MongoLead.IdOf(lead)), Bson.Set(Profile(draft, now)));

    public void SetStatus(LeadState lead, LeadStatus status, long now) =>
        _leads.Update(Bson.Id(MongoLead.IdOf(lead)), Bson.Set(new() { { "status", (int)status }, { "statusAt", now }, { "updatedAt", now } }));

    public Dictionary<long, long?> StatusTimes(IReadOnlyCollection<long> numbers) =>
        _leads.In("no", numbers.Select(n => (BsonValue)n), Bson.Only("no", "statusAt")).ToDictionary(lead => lead.Int64("no"), lead => lead.Int64OrNull("statusAt"));

    public HashSet<long> ActiveSinceStatus(IReadOnlyCollection<long> numbers) =>
        _leads.In("no", numbers.Select(n => (BsonValue)n), Bson.Only("no", "statusAt", "lastTs"))
            .Where(lead => !lead.TryGetValue("statusAt", out var at) || lead.Int64("lastTs") > at.ToInt64())
            .Select(lead => lead.Int64("no")).ToHashSet();

    public static BsonDocument Order(LeadSort sort) => sort switch
    {
        LeadSort.Name => Bson.Keys(("nameKey", 1), ("no", 1)),
        LeadSort.LastEventDescending => Bson.Keys(("lastTs", -1), ("no", 1)),
        LeadSort.CreatedDescending => Bson.Keys(("createdAt", -1), ("no", 1)),
        _ => Bson.Keys(("score", -1), ("tie", 1), ("no", 1)),
    };

    /// <summary>Text is compared by its UTF-8 bytes, as in every store.</summary>
    private static BsonDocument Profile(LeadDraft draft, long now) => new()
    {
        { "name", draft.Name },
        { "nameKey", SearchKey.Of(draft.Name) },
        { "email", draft.Email },
        { "emailKey", EmailAddress.Key(draft.Email) },
        { "company", Bson.OrNull(draft.Company) },
        { "status", (int)draft.Status },
        { "metadata", Bson.OrNull(draft.Metadata) },
        { "updatedAt", now },
    };

    private static Lead ToLead(BsonDocument lead) => new(
        lead.Text("_id"), lead.Text("name"), lead.Text("email"), lead.TextOrNull("company"), (LeadStatus)lead.Int32("status"), lead.TextOrNull("metadata"),
        lead.Int64("score"), 0, lead.Int64("events"), lead.Int64("events") == 0 ? null : lead.Int64("lastTs"),
        lead.Int64("createdAt"), lead.Int64("updatedAt"), lead.Int64("version"));
}
