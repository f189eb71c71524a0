using LeadScoring.Core.Insights;

namespace LeadScoring.Storage.Insights;

/// <summary>
/// The rollups of events: counts by type and day. A transaction that adds or removes events appends what it changes of them to a log, which
/// no other transaction meets; <see cref="RollupMerge"/> adds the log to the rollups later. Both together are the truth.
/// </summary>
internal interface IRollupRows
{
    /// <summary>Appends changes, encoded by <see cref="RollupChanges"/>.</summary>
    void Append(byte[] changes);

    /// <summary>Entries of the log, at most <paramref name="limit"/>; null: all.</summary>
    List<RollupEntry> Pending(int? limit);

    void Remove(IReadOnlyCollection<RollupEntry> entries);

    /// <summary>Those of the rollups that exist.</summary>
    List<TypeDay> Find(IReadOnlyCollection<(string Type, int Day)> keys);

    /// <summary>The rollups of a span of days, both ends inclusive.</summary>
    List<TypeDay> Between(int firstDay, int lastDay);

    /// <summary>Inserts or replaces.</summary>
    void Put(IReadOnlyCollection<TypeDay> days);
}

/// <param name="Id">In the log; in no order.</param>
/// <param name="Changes">See <see cref="RollupChanges"/>.</param>
internal sealed record RollupEntry(long Id, byte[] Changes);

/// <summary>What rollups need of an event.</summary>
internal readonly record struct EventStamp(string EventType, long TimestampMs, long ReceivedAtMs);
