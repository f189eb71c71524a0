using System.Globalization;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>Reads and builds documents.</summary>
internal static class Bson
{
    public static BsonDocument All { get; } = [];

    public static long Int64(this BsonDocument document, string field) => document[field].ToInt64();

    public static int Int32(this BsonDocument document, string field) => document[field].ToInt32();

    public static long? Int64OrNull(this BsonDocument document, string field) =>
        document.TryGetValue(field, out var value) && !value.IsBsonNull ? value.ToInt64() : null;

    public static string Text(this BsonDocument document, string field) => document[field].AsString;

    public static string? TextOrNull(this BsonDocument document, string field) =>
        document.TryGetValue(field, out var value) && !value.IsBsonNull ? value.AsString : null;

    public static bool Is(this BsonDocument document, string field) => document.TryGetValue(field, out var value) && value.ToBoolean();

    public static BsonValue OrNull(string? text) => text is null ? BsonNull.Value : text;

    public static BsonValue OrNull(long? number) => number is { } n ? n : BsonNull.Value;

    public static BsonDocument Id(BsonValue id) => new("_id", id);

    public static BsonDocument In(string field, IEnumerable<BsonValue> values) => new(field, new BsonDocument("$in", new BsonArray(values)));

    public static BsonDocument In(string field, IEnumerable<string> values) => In(field, values.Select(v => (BsonValue)v));

    public static BsonDocument In(string field, IEnumerable<long> values) => In(field, values.Select(v => (BsonValue)v));

    public static BsonDocument Or(IEnumerable<BsonDocument> filters) => new("$or", new BsonArray(filters));

    public static BsonDocument Above(string field, BsonValue value) => new(field, new BsonDocument("$gt", value));

    public static BsonDocument Set(BsonDocument fields) => new("$set", fields);

    public static BsonDocument Increase(string field, long by) => new("$inc", new BsonDocument(field, by));

    public static BsonDocument Keys(params (string Field, int Order)[] keys) => [.. keys.Select(k => new BsonElement(k.Field, k.Order))];

    public static BsonDocument Only(params string[] fields) => [.. fields.Select(f => new BsonElement(f, 1))];

    /// <summary>Without the id, so that an index with the fields answers alone.</summary>
    public static BsonDocument Bare(params string[] fields) => Only(fields).Add("_id", 0);
}

/// <summary>Document ids that sort as what they stand for.</summary>
internal static class Keys
{
    public static BsonBinaryData Hash(string eventId) => new(EventIdHash.Of(eventId).ToArray());

    /// <summary>As text that sorts as the number: the sign bit is inverted.</summary>
    public static string Sortable(long number) => string.Create(CultureInfo.InvariantCulture, $"{(ulong)number ^ (1UL << 63):x16}");

    public static long Number(ReadOnlySpan<char> sortable) =>
        (long)(ulong.Parse(sortable, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) ^ (1UL << 63));

    /// <summary>The ids that begin with the prefix; ids are ASCII.</summary>
    public static BsonDocument Beginning(string prefix) => Between(prefix, After(prefix));

    public static BsonDocument Between(string from, string before) => new("_id", new BsonDocument { { "$gte", from }, { "$lt", before } });

    public static string After(string prefix) => prefix + "\u007f";

    public static string Level(string leadId, int level) => string.Create(CultureInfo.InvariantCulture, $"{leadId}/{level:x2}/");

    /// <summary>Lead ids have one length, and eventIds are ASCII.</summary>
    public static string Block(string leadId, int level, EventKey first) => $"{Level(leadId, level)}{Sortable(first.TimestampMs)}/{first.EventId}";

    public static int LevelOf(string block, string leadId) =>
        int.Parse(block.AsSpan(leadId.Length + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static EventKey First(string block, string leadId)
    {
        var place = block.AsSpan(leadId.Length + 4); // lead/level/
        return new(Number(place[..16]), place[17..].ToString());
    }
}
