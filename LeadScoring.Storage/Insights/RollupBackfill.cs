using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Insights;

/// <summary>Makes the rollups of a database that an older version has written, some leads at a time, before anything else is written to it.</summary>
internal static class RollupBackfill
{
    public const int ChunkSize = 500;

    /// <summary>Events of deleted leads that are not purged yet: purging them counts them out again.</summary>
    public static void Deleted(IStoreSession session)
    {
        var changes = new RollupChanges();
        foreach (var number in session.Deleted.NotPurged())
        {
            foreach (var e in session.Events.Stamps(number)) changes.Added(e);
        }

        RollupMerge.Apply(session, changes);
    }

    /// <returns>The last lead that is done; null when there are no more.</returns>
    public static long? Next(IStoreSession session, long after)
    {
        var numbers = session.States.NumbersAfter(after, ChunkSize);
        if (numbers.Count == 0) return null;
        session.States.Expect(numbers);
        var changes = new RollupChanges();
        foreach (var number in numbers)
        {
            if (session.States.Find(number) is not { Fold.Events: > 0 } lead) continue;
            foreach (var e in session.Events.Stamps(number))
            {
                changes.Added(e);
                lead.NewestDays.Seen(e.EventType, Core.Insights.DayCounts.DayOf(e.TimestampMs), changes);
            }

            session.States.Save(lead);
        }

        RollupMerge.Apply(session, changes);
        return numbers[^1];
    }
}
