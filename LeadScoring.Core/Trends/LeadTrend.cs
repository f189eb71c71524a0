using LeadScoring.Core.Scoring;

namespace LeadScoring.Core.Trends;

/// <summary>How a lead's score went from one time to another, both inclusive. Times are Unix ms.</summary>
/// <param name="FromMs">Where it begins.</param>
/// <param name="ToMs">Where it ends.</param>
/// <param name="StartScore">The score over the events before <paramref name="FromMs"/>.</param>
/// <param name="IsExact">A point per event; otherwise one per bucket that holds events (<see cref="TimeBuckets"/>).</param>
/// <param name="Points">In the order of time.</param>
/// <param name="Bounds">What the scores are clamped to.</param>
public sealed record LeadTrend(long FromMs, long ToMs, long StartScore, bool IsExact, IReadOnlyList<TrendPoint> Points, ScoreBounds Bounds);

/// <param name="AtMs">When the last of its events happened.</param>
/// <param name="Score">The score after it.</param>
/// <param name="Events">How many events it stands for.</param>
/// <param name="Late">How many of them were committed after a later one.</param>
public sealed record TrendPoint(long AtMs, long Score, long Events, long Late);

/// <param name="LeadId">The lead.</param>
/// <param name="Scores">Its score at the times asked for, in their order.</param>
public sealed record LeadScores(string LeadId, IReadOnlyList<long> Scores);

/// <summary>A span of time, both ends inclusive, cut into buckets of equal width, to the millisecond. Times are Unix ms.</summary>
public readonly record struct TimeBuckets(long FromMs, long ToMs, int Count)
{
    private long Width => ToMs - FromMs + 1;

    /// <summary>Where the bucket that a time is in ends: the first millisecond that is not in it any more.</summary>
    public long EndOf(long atMs)
    {
        var bucket = (atMs - FromMs) * Count / Width;
        return FromMs + ((((bucket + 1) * Width) + Count - 1) / Count);
    }
}

/// <summary>A lead's score by event type. The change of the earlier events and those of all types sum to the score.</summary>
/// <param name="Score">The lead's score.</param>
/// <param name="Events">All its events.</param>
/// <param name="EarlierEvents">How many of them are older than the events divided by type.</param>
/// <param name="EarlierChange">The sum of their changes, which is the score after the last of them.</param>
/// <param name="Types">The newer events by type: the largest change first, whatever its sign, then by name.</param>
public sealed record LeadContributions(
    long Score, long Events, long EarlierEvents, long EarlierChange, IReadOnlyList<TypeContribution> Types);

/// <param name="EventType">The type.</param>
/// <param name="Events">How many events of the type there are.</param>
/// <param name="Unscored">How many of them no active rule applies to.</param>
/// <param name="Change">The sum of their changes, after the clamp.</param>
/// <param name="Points">The sum of their points, before the clamp.</param>
/// <param name="LastAtMs">When the newest of them happened, Unix ms.</param>
public sealed record TypeContribution(string EventType, long Events, long Unscored, long Change, long Points, long LastAtMs);
