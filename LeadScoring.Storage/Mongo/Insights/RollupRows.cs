using LeadScoring.Core.Insights;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Insights;

/// <summary>Reads and writes <c>event_rollups</c>, whose ids are of day and type, and <c>rollup_changes</c>, whose ids are random: transactions that append do not meet.</summary>
internal sealed class RollupRows(SessionDocuments documents) : IRollupRows
{
    public void Append(byte[] changes) =>
        documents.RollupChanges.Insert(new() { { "_id", Random.Shared.NextInt64() }, { "changes", new BsonBinaryData(changes) } });

    public List<RollupEntry> Pending(int? limit) =>
        [.. documents.RollupChanges.Find(Bson.All, limit: limit).Select(entry => new RollupEntry(entry.Int64("_id"), entry["changes"].AsByteArray))];

    public void Remove(IReadOnlyCollection<RollupEntry> entries) => documents.RollupChanges.Delete(Bson.In("_id", entries.Select(entry => entry.Id)));

    public List<TypeDay> Find(IReadOnlyCollection<(string Type, int Day)> keys) =>
        [.. documents.Rollups.In("_id", keys.Select(key => (BsonValue)Id(key.Type, key.Day))).Select(ToDay)];

    public List<TypeDay> Between(int firstDay, int lastDay) =>
        [.. documents.Rollups.Find(Keys.Between(Keys.Sortable(firstDay), Keys.Sortable(lastDay + 1L))).Select(ToDay)];

    public void Put(IReadOnlyCollection<TypeDay> days)
    {
        foreach (var day in days)
        {
            documents.Rollups.Put(new()
            {
                { "_id", Id(day.EventType, day.Day) },
                { "type", day.EventType },
                { "day", day.Day },
                { "counts", new BsonBinaryData(CountCodec.Encode(day.Counts)) },
            });
        }
    }

    private static string Id(string type, int day) => Keys.Sortable(day) + "/" + type;

    private static TypeDay ToDay(BsonDocument day) => new(day.Text("type"), day.Int32("day"), CountCodec.Decode(day["counts"].AsByteArray));
}
