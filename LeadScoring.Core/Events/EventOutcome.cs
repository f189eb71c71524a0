namespace LeadScoring.Core.Events;

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
