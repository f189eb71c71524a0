using LeadScoring.Core.Scoring;

namespace LeadScoring.Storage.Commits;

/// <summary>What commits read and write of a lead.</summary>
internal class LeadState
{
    /// <summary>Ascending with the lead's id; never another lead's later.</summary>
    public required long Number { get; init; }

    public required LeadFold Fold { get; set; }

    public required long Version { get; set; }

    /// <summary>The rule revision that the score, the tail and the blocks were folded at.</summary>
    public required long Revision { get; set; }

    /// <summary>The score that is stored, which ranks count.</summary>
    public required long StoredScore { get; set; }
}
