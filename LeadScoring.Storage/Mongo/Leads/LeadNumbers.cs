using System.Globalization;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>
/// Numbers for new leads, and ids that ascend with them. They are taken outside of the transaction that uses them, in which all that
/// create leads would conflict, so a transaction that is repeated leaves a gap.
/// </summary>
internal static class LeadNumbers
{
    public const string Collection = "counters";

    private const string Counter = "leads";

    public static BsonDocument First { get; } = new() { { "_id", Counter }, { "last", 0L }, { "time", 0L } };

    /// <summary>A version 7 UUID each: of the newest time that any process has used, the number, and some random bits.</summary>
    public static List<(long Number, string Id)> Take(MongoData data, int count, CancellationToken ct)
    {
        var update = new BsonDocument { { "$inc", new BsonDocument("last", (long)count) }, { "$max", new BsonDocument("time", data.Now) } };
        var options = new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After };
        var counter = data.Database.GetCollection<BsonDocument>(Collection).FindOneAndUpdate<BsonDocument>(Bson.Id(Counter), update, options, ct);
        var (last, time) = (counter.Int64("last"), counter.Int64("time"));
        return [.. Enumerable.Range(1, count).Select(i => (last - count + i, Id(time, last - count + i)))];
    }

    private static string Id(long time, long number) => string.Create(
        CultureInfo.InvariantCulture, $"{time:x12}7{number >> 40 & 0xfff:x3}8{number & 0xffffffffff:x10}{Random.Shared.Next(1 << 20):x5}");
}
