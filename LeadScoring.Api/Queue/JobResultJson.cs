using System.Text.Json.Serialization;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Queue;

/// <summary>What an event did to its lead's current score.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="PreviousScore">Its score before.</param>
/// <param name="Score">Its score after.</param>
/// <param name="Change">The difference.</param>
/// <param name="Duplicate">The eventId had been counted before; nothing changed.</param>
/// <param name="Late">A later event of the lead had been committed before it.</param>
/// <param name="Conflict">True for a duplicate with other fields than the counted one; left out otherwise.</param>
public sealed record JobResultJson(
    string LeadId, long PreviousScore, long Score, long Change, bool Duplicate, bool Late,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Conflict)
{
    public static JobResultJson Of(EventOutcome outcome) => new(
        outcome.LeadId, outcome.PreviousScore, outcome.Score, outcome.Change, outcome.Status == EventStatus.Duplicate, outcome.Late, outcome.Conflict);

    public static JobResultJson Of(StoredEvent stored) => new(
        stored.LeadId, stored.ScoreBefore, stored.ScoreAfter, stored.ScoreAfter - stored.ScoreBefore, false, stored.Late, false);
}
