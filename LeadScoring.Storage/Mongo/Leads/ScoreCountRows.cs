using System.Globalization;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>
/// Reads and writes <c>score_counts</c>: a document holds 256 neighbouring buckets of one width and one stripe. Its id sorts by width,
/// then by the buckets, then by stripe.
/// </summary>
internal sealed class ScoreCountRows(SessionDocuments session) : IScoreCounts
{
    private const int Bits = 8;
    private const long Mask = (1 << Bits) - 1;

    private readonly SessionCollection _documents = session.Scores;
    private readonly Dictionary<(int Shift, long First, long Last), List<(ScoreBucket Bucket, long Leads)>> _known = [];

    public void Add(IReadOnlyDictionary<ScoreBucket, int> changes)
    {
        _known.Clear();
        foreach (var node in changes.Where(c => c.Value != 0).GroupBy(c => Id(c.Key.Shift, c.Key.Number >> Bits, c.Key.Stripe)))
        {
            var counts = new BsonDocument(node.Select(c => new BsonElement(Field(c.Key.Number), (long)c.Value)));
            _documents.Update(Bson.Id(node.Key), new("$inc", counts), upsert: true);
        }
    }

    public long Sum(int shift, long above, long last) =>
        Nodes(shift, above >> Bits, last >> Bits).Where(c => c.Bucket.Number > above && c.Bucket.Number <= last).Sum(c => c.Leads);

    public List<(long Score, long Leads)> Highest(int limit)
    {
        var (scores, sums, node) = (new List<(long, long)>(), new SortedDictionary<long, long>(), "");
        foreach (var stripe in _documents.Find(Keys.Beginning(Prefix(0)), Bson.Keys(("_id", -1))).Select(Read))
        {
            if (stripe.Node != node)
            {
                Take();
                if (scores.Count >= limit) break;
                node = stripe.Node;
            }

            foreach (var (bucket, leads) in stripe.Buckets) sums[bucket.Number] = sums.GetValueOrDefault(bucket.Number) + leads;
        }

        Take();
        return scores.Count > limit ? scores[..limit] : scores;

        void Take()
        {
            scores.AddRange(sums.Where(s => s.Value > 0).Reverse().Select(s => (s.Key, s.Value)));
            sums.Clear();
        }
    }

    public List<(ScoreBucket Bucket, long Stored, long Expected)> Compare()
    {
        var counts = new Dictionary<ScoreBucket, (long Stored, long Expected)>();
        foreach (var lead in session.Leads.Find(Bson.All, MongoSchema.LeadsByNumber, Bson.Only("score")))
        {
            foreach (var bucket in ScoreBuckets.Of(LeadStripe.Of(lead.Text("_id")), lead.Int64("score")))
            {
                counts[bucket] = (0, counts.GetValueOrDefault(bucket).Expected + 1);
            }
        }

        foreach (var (bucket, leads) in _documents.Find(Bson.All, Bson.Keys(("_id", 1))).SelectMany(node => Read(node).Buckets))
        {
            counts[bucket] = (leads, counts.GetValueOrDefault(bucket).Expected);
        }

        return [.. counts.Where(c => c.Value.Stored != c.Value.Expected).Select(c => (c.Key, c.Value.Stored, c.Value.Expected))];
    }

    /// <summary>The buckets in a range of documents. Ranks of one answer read the same ones, so they are remembered.</summary>
    private List<(ScoreBucket Bucket, long Leads)> Nodes(int shift, long first, long last)
    {
        if (_known.TryGetValue((shift, first, last), out var known)) return known;
        var range = Keys.Between(Node(shift, first), Keys.After(Node(shift, last)));
        return _known[(shift, first, last)] = [.. _documents.Find(range).SelectMany(node => Read(node).Buckets)];
    }

    private static (string Node, IEnumerable<(ScoreBucket Bucket, long Leads)> Buckets) Read(BsonDocument node)
    {
        var id = node.Text("_id");
        var shift = int.Parse(id.AsSpan(0, 2), CultureInfo.InvariantCulture);
        var (first, stripe) = (Keys.Number(id.AsSpan(3, 16)) << Bits, int.Parse(id.AsSpan(20), CultureInfo.InvariantCulture));
        return (id[..19], node.Elements.Skip(1).Select(count => (new ScoreBucket(stripe, shift, first + Child(count.Name)), count.Value.ToInt64())));
    }

    private static string Prefix(int shift) => string.Create(CultureInfo.InvariantCulture, $"{shift:d2}/");

    private static string Node(int shift, long number) => $"{Prefix(shift)}{Keys.Sortable(number)}/";

    private static string Id(int shift, long number, int stripe) => string.Create(CultureInfo.InvariantCulture, $"{Node(shift, number)}{stripe:d2}");

    private static string Field(long bucket) => string.Create(CultureInfo.InvariantCulture, $"n{bucket & Mask}");

    private static long Child(string field) => long.Parse(field.AsSpan(1), CultureInfo.InvariantCulture);
}
