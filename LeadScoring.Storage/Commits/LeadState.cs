using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Insights;

namespace LeadScoring.Storage.Commits;

/// <summary>The state of a lead that commits read and write.</summary>
internal class LeadState
{
    /// <summary>Ascending with the lead's id; never reused.</summary>
    public required long Number { get; init; }

    /// <summary>
    /// Which counters and which log of changes count the lead. Where several processes write at once, each has its own stripes, so
    /// that they do not wait for the same rows; 0 where one writes.
    /// </summary>
    public int Stripe { get; init; }

    public required LeadFold Fold { get; set; }

    public required long Version { get; set; }

    /// <summary>The rule revision that the score, the tail and the blocks were folded at.</summary>
    public required long Revision { get; set; }

    /// <summary>The score as stored, by which ranks count the lead.</summary>
    public required long StoredScore { get; set; }

    /// <summary>When its newest event of each type was.</summary>
    public NewestDays NewestDays { get; } = new();
}
