using LeadScoring.Core.Insights;
using LeadScoring.Storage.Insights;

namespace LeadScoring.Tests.Store.InMemory.Rows;

internal sealed class MemoryRollupRows(MemorySession session) : IRollupRows
{
    public void Append(byte[] changes)
    {
        var id = session.Rows.RollupChanges.IsEmpty ? 1 : session.Rows.RollupChanges.Keys.Max() + 1;
        session.Rows = session.Rows with { RollupChanges = session.Rows.RollupChanges.Add(id, changes) };
    }

    public List<RollupEntry> Pending(int? limit) =>
        [.. session.Rows.RollupChanges.Take(limit ?? int.MaxValue).Select(entry => new RollupEntry(entry.Key, entry.Value))];

    public void Remove(IReadOnlyCollection<RollupEntry> entries) =>
        session.Rows = session.Rows with { RollupChanges = session.Rows.RollupChanges.RemoveRange(entries.Select(entry => entry.Id)) };

    public List<TypeDay> Find(IReadOnlyCollection<(string Type, int Day)> keys) =>
        [.. keys.Where(session.Rows.Rollups.ContainsKey).Select(key => new TypeDay(key.Type, key.Day, CountCodec.Decode(session.Rows.Rollups[key])))];

    public List<TypeDay> Between(int firstDay, int lastDay) =>
        Find([.. session.Rows.Rollups.Keys.Where(key => key.Day >= firstDay && key.Day <= lastDay)]);

    public void Put(IReadOnlyCollection<TypeDay> days) => session.Rows = session.Rows with
    {
        Rollups = session.Rows.Rollups.SetItems(days.Select(day => KeyValuePair.Create((day.EventType, day.Day), CountCodec.Encode(day.Counts)))),
    };
}
