using System.Globalization;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>Reads and builds documents.</summary>
internal static class Bson
{
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

    public static BsonDocument Set(BsonDocument fields) => new("$set", fields);

    public static BsonDocument Only(params string[] fields) => new(fields.Select(f => new BsonElement(f, 1)));
}

/// <summary>
/// Document ids. They begin with the lead, so that they are unique across shards although a unique index only holds within one, and they
/// sort as the keys they stand for: lead ids have one length, eventIds are ASCII.
/// </summary>
internal static class Keys
{
    public static string Event(string leadId, string eventId) => $"{leadId}/{eventId}";

    public static string EventId(string key, string leadId) => key[(leadId.Length + 1)..];

    /// <summary>The ids of all events or blocks of a lead.</summary>
    public static BsonDocument All(string leadId) => new() { { "$gt", leadId + "/" }, { "$lt", After(leadId + "/") } };

    public static BsonBinaryData Hash(string eventId) => new(EventIdHash.Of(eventId).ToArray());

    public static string Blocks(string leadId, long generation) => string.Create(CultureInfo.InvariantCulture, $"{leadId}/{generation:x16}/");

    public static string Level(string leadId, long generation, int level) =>
        string.Create(CultureInfo.InvariantCulture, $"{leadId}/{generation:x16}/{level:x2}/");

    /// <summary>The time has its sign bit inverted, so that the text sorts as the number.</summary>
    public static string Block(string leadId, long generation, int level, EventKey first) =>
        string.Create(CultureInfo.InvariantCulture, $"{leadId}/{generation:x16}/{level:x2}/{(ulong)first.TimestampMs ^ (1UL << 63):x16}/{first.EventId}");

    public static EventKey First(string key, string leadId)
    {
        var place = key.AsSpan(leadId.Length + 21); // lead/generation/level/
        var time = ulong.Parse(place[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) ^ (1UL << 63);
        return new((long)time, place[17..].ToString());
    }

    /// <summary>Above every id that begins with the prefix, since ids are ASCII.</summary>
    public static string After(string prefix) => prefix + "\u007f";
}
