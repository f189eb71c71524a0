using MongoDB.Bson;

namespace LeadScoring.Core.Mongo;

/// <summary>Short ways to read and make documents.</summary>
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
