using LeadScoring.Core.Insights;
using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Insights;

/// <summary>Adds the log of changes to the rollups, some entries at a time, each entry once: it is removed by the same transaction.</summary>
internal static class RollupMerge
{
    /// <returns>How many entries it merged.</returns>
    public static int Run(IStoreSession session, int maxEntries)
    {
        var entries = session.Rollups.Pending(maxEntries);
        if (entries.Count == 0) return 0;
        var changes = new RollupChanges();
        entries.ForEach(entry => changes.Decode(entry.Changes));
        Apply(session, changes);
        session.Rollups.Remove(entries);
        return entries.Count;
    }

    public static void Apply(IStoreSession session, RollupChanges changes)
    {
        if (changes.IsEmpty) return;
        session.Rollups.Find(changes.Keys).ForEach(changes.Add);
        session.Rollups.Put([.. changes.Days()]);
    }

    /// <summary>The rollups of a span of days, with what is not merged yet.</summary>
    public static List<TypeDay> Read(IStoreSession session, int firstDay, int lastDay)
    {
        var changes = new RollupChanges();
        session.Rollups.Pending(null).ForEach(entry => changes.Decode(entry.Changes));
        session.Rollups.Between(firstDay, lastDay).ForEach(changes.Add);
        return [.. changes.Days().Where(day => day.Day >= firstDay && day.Day <= lastDay)];
    }
}
