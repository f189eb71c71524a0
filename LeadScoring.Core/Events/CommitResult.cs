namespace LeadScoring.Core.Events;

/// <param name="Outcomes">One per event, in the order given.</param>
/// <param name="Changes">One per existing lead touched, leads of duplicates included: their announcement may have been lost.</param>
/// <param name="Positions">Where the changes are in the store's outbox; see <see cref="Feed.IOutbox"/>.</param>
public sealed record CommitResult(IReadOnlyList<EventOutcome> Outcomes, IReadOnlyList<LeadChange> Changes, IReadOnlyList<long> Positions);

/// <summary>What committing did with one event.</summary>
/// <param name="Conflict">A duplicate whose submitted fields differ from the stored event's.</param>
/// <param name="PreviousScore">The lead's current score before.</param>
/// <param name="Score">The lead's current score after.</param>
/// <param name="Late">A later-ordered event of the lead had been committed in an earlier commit.</param>
/// <param name="Unscored">No active rule applies to it.</param>
/// <param name="Redelivered">It was committed by an earlier delivery; scores are the ones recorded then.</param>
public sealed record EventOutcome(
    string EventId, string LeadId, EventStatus Status, bool Conflict,
    long PreviousScore, long Score, bool Late, bool Unscored, bool Redelivered = false)
{
    public long Change => Score - PreviousScore;
}

public enum EventStatus
{
    /// <summary>Counted by this commit, or by an earlier delivery of the same submission.</summary>
    Committed,

    /// <summary>Another submission of the same eventId was counted before; nothing changed.</summary>
    Duplicate,

    /// <summary>No such lead; nothing was stored.</summary>
    LeadUnknown,

    /// <summary>The lead was deleted; nothing was stored.</summary>
    LeadDeleted,
}

/// <summary>What a commit did to one lead: the content of its announcement on the change feed.</summary>
/// <param name="EventId">The last event in arrival order that caused it; null for a rescore.</param>
/// <param name="TimestampMs">That event's time, Unix ms.</param>
/// <param name="ProcessedAtMs">Commit time, Unix ms.</param>
/// <param name="Version">The lead's commit counter: subscribers ignore what is not newer.</param>
public sealed record LeadChange(
    string LeadId, long PreviousScore, long Score, long Version,
    string? EventId, string? EventType, long TimestampMs, long ProcessedAtMs)
{
    /// <summary>When the earliest of the events that caused it happened, Unix ms; null: that of <see cref="TimestampMs"/>.</summary>
    public long? EarliestMs { get; init; }
}
