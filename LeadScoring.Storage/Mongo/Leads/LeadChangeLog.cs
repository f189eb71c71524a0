using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>
/// Reads and writes <c>lead_changes</c>, a log for each stripe: a position, which is the document's id, is the stripe and a sequence number
/// that the stripe's document counts. Entries are <c>open</c> until they are announced.
/// </summary>
internal sealed class LeadChangeLog(SessionCollection documents, StripeRows stripes) : ILeadChangeLog
{
    /// <summary>Announced entries kept of a stripe; a follower that is further behind loads everything again.</summary>
    public const int MaxEntries = 512;

    private const int TrimEvery = 64;
    private const int SequenceBits = 40;

    public IReadOnlyList<long> Append(LeadChangeKind kind, IReadOnlyCollection<LeadState> leads, long now)
    {
        var positions = new List<long>();
        foreach (var stripe in leads.GroupBy(lead => lead.Stripe))
        {
            var sequence = stripes.NextSequence(stripe.Key);
            positions.Add(Position(stripe.Key, sequence));
            documents.Insert(new()
            {
                { "_id", positions[^1] },
                { "kind", (int)kind },
                { "leads", new BsonArray(stripe.Select(lead => lead.Number)) },
                { "at", now },
                { "open", true },
            });
            if (sequence % TrimEvery == 0) Trim(stripe.Key, sequence - MaxEntries);
        }

        return positions;
    }

    public long[] Newest() => [.. Enumerable.Range(0, LeadStripe.Count).Select(Newest)];

    public LeadChanges? After(long[] positions)
    {
        var (newest, scores, profiles) = (Newest(), new HashSet<long>(), new HashSet<long>());
        var behind = Enumerable.Range(0, LeadStripe.Count).Where(stripe => newest[stripe] > positions[stripe]).ToList();
        if (behind.Count == 0) return new(scores, profiles, newest);
        long From(int stripe) => Math.Max(positions[stripe], Position(stripe, 0)); // 0 where nothing was known yet
        var missing = behind.Sum(stripe => newest[stripe] - From(stripe));
        foreach (var entry in documents.Find(Bson.Or(behind.Select(stripe => Bson.Id(new BsonDocument { { "$gt", From(stripe) }, { "$lte", newest[stripe] } })))))
        {
            missing--;
            (entry.Int32("kind") == (int)LeadChangeKind.Profile ? profiles : scores).UnionWith(Numbers(entry));
        }

        return missing == 0 ? new(scores, profiles, newest) : null;
    }

    public void Announced(IReadOnlyCollection<long> positions)
    {
        if (positions.Count == 0) return;
        var open = Bson.In("_id", positions).Add("open", true);
        documents.UpdateAll(open, new("$unset", new BsonDocument("open", "")));
    }

    public List<LoggedChange> NotAnnounced(long beforeMs, int limit)
    {
        var open = new BsonDocument { { "open", true }, { "at", new BsonDocument("$lt", beforeMs) } };
        return
        [
            .. documents.Find(open, Bson.Keys(("at", 1), ("_id", 1)), limit: limit)
                .Select(entry => new LoggedChange(entry.Int64("_id"), (LeadChangeKind)entry.Int32("kind"), Numbers(entry), entry.Int64("at"))),
        ];
    }

    private static long Position(int stripe, long sequence) => ((long)stripe << SequenceBits) + sequence;

    private static List<long> Numbers(BsonDocument entry) => [.. entry["leads"].AsBsonArray.Select(number => number.ToInt64())];

    private long Newest(int stripe) => stripes.LastSequence(stripe) is var sequence and > 0 ? Position(stripe, sequence) : 0;

    private void Trim(int stripe, long last)
    {
        if (last <= 0) return;
        var old = Bson.Id(new BsonDocument { { "$gt", Position(stripe, 0) }, { "$lte", Position(stripe, last) } });
        documents.Delete(old.Add("open", new BsonDocument("$exists", false)));
    }
}
