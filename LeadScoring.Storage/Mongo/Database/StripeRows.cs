using LeadScoring.Core.Queue;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>
/// Reads and writes <c>stripes</c>: 16 documents, each with the totals of the leads that hash to it, the last sequence number of its log
/// of changes, and the newest rule revision. A transaction that changes leads writes their stripes. The leads of one queue partition are
/// in stripes of their own, so that workers do not meet in one document.
/// </summary>
/// <remarks>
/// The stripes make transactions serializable where it matters. A snapshot alone would allow a commit that has scored with one revision
/// to succeed after the next one was published, when the rescore may have passed its leads already. But the commit reads the revision in
/// its stripes and writes them, and a publication writes all stripes: if both run at once they write the same documents, and one repeats.
/// </remarks>
internal sealed class StripeRows(SessionCollection documents)
{
    private const string Sequence = "seq";
    private const string Events = "events";
    private const string Leads = "leads";
    private const string Deleted = "deleted";
    private const string Rules = "revision";
    private const string Turn = "turn";

    private readonly SortedDictionary<int, BsonDocument> _added = [];
    private BsonDocument[]? _stored;

    /// <summary>Which ones this session writes.</summary>
    public IReadOnlyCollection<int> Changed => _added.Keys;

    public long Revision => Stored[0].Int64(Rules);

    /// <summary>How many leads were ever deleted.</summary>
    public long DeletedLeads => Sum(Deleted);

    public long LeadCount => Sum(Leads);

    public long EventCount => Sum(Events);

    private BsonDocument[] Stored => _stored ??= [.. documents.Find(new("_id", new BsonDocument("$gte", 0)), Bson.Keys(("_id", 1)))];

    public static BsonDocument New(int stripe) =>
        new() { { "_id", stripe }, { Sequence, 0L }, { Events, 0L }, { Leads, 0L }, { Deleted, 0L }, { Rules, 0L }, { Turn, 0L } };

    /// <summary>
    /// Writes the stripes at once, before anything is read, so that no transaction that comes later can commit before this one. Writing the
    /// same values again would be no write, hence the number that counts up.
    /// </summary>
    public void Lock(IReadOnlyCollection<int> stripes)
    {
        if (stripes.Count == 0) return;
        documents.UpdateAll(Bson.In("_id", stripes.Order().Select(s => (BsonValue)s)), Bson.Increase(Turn, 1));
        documents.Flush();
    }

    /// <summary>The last sequence number of a stripe's log, with those of this session.</summary>
    public long LastSequence(int stripe) => Value(stripe, Sequence);

    public long NextSequence(int stripe)
    {
        Add(stripe, Sequence, 1);
        return LastSequence(stripe);
    }

    public void AddEvents(int stripe, int count) => Add(stripe, Events, count);

    public void AddLead(int stripe) => Add(stripe, Leads, 1);

    public void RemoveLead(int stripe)
    {
        Add(stripe, Leads, -1);
        Add(stripe, Deleted, 1);
    }

    /// <summary>Sent at once, since what else a publication does takes longer than a commit, which would come first each time.</summary>
    public void Publish(long revision)
    {
        foreach (var stripe in Stored)
        {
            stripe[Rules] = revision;
            Add(stripe.Int32("_id"), Turn, 1);
        }

        documents.UpdateAll(new("_id", new BsonDocument("$gte", 0)), Bson.Set(new(Rules, revision)));
        documents.Flush();
    }

    public void Flush()
    {
        foreach (var (stripe, added) in _added) documents.Update(Bson.Id(stripe), new("$inc", added));
        documents.Flush();
    }

    private long Value(int stripe, string field) =>
        Stored[stripe].Int64(field) + (_added.TryGetValue(stripe, out var added) ? added.GetValue(field, 0L).ToInt64() : 0);

    private long Sum(string field) => Enumerable.Range(0, Stored.Length).Sum(stripe => Value(stripe, field));

    private void Add(int stripe, string field, long count)
    {
        if (!_added.TryGetValue(stripe, out var added)) _added[stripe] = added = [];
        added[field] = added.GetValue(field, 0L).ToInt64() + count;
    }
}

/// <summary>
/// Which stripe a lead is in. By the hash of the queue's partitions, whose usual number the number of stripes is a multiple of, so that no two
/// partitions share one.
/// </summary>
internal static class LeadStripe
{
    public const int Count = 16;

    public static int Of(string leadId) => PartitionHash.Of(leadId, Count);
}
