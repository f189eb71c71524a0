using System.Globalization;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>
/// Reads and writes <c>counts</c>: numbers that transactions of different stripes add to at the same time, a document for each stripe. They
/// are summed when they are read.
/// </summary>
internal sealed class StripeCounts(SessionCollection documents)
{
    /// <param name="key">What is counted, such as <c>scored/import</c>.</param>
    /// <param name="stripe">Any, where no stripe is concerned.</param>
    /// <param name="count">How many more.</param>
    public void Add(string key, int stripe, int count) =>
        documents.Update(Bson.Id(Id(key, stripe)), Bson.Increase("n", count), upsert: true);

    public long Sum(string key) => Sum([key])[key];

    public Dictionary<string, long> Sum(IReadOnlyCollection<string> keys)
    {
        var sums = keys.ToDictionary(key => key, _ => 0L, StringComparer.Ordinal);
        var ids = keys.SelectMany(key => Enumerable.Range(0, LeadStripe.Count).Select(stripe => (BsonValue)Id(key, stripe)));
        foreach (var count in documents.In("_id", ids))
        {
            var id = count.Text("_id");
            sums[id[..id.LastIndexOf('/')]] += count.Int64("n");
        }

        return sums;
    }

    public void Remove(string key) => documents.Delete(Keys.Beginning(key + "/"));

    private static string Id(string key, int stripe) => string.Create(CultureInfo.InvariantCulture, $"{key}/{stripe:x2}");
}
