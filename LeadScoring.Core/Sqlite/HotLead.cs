using LeadScoring.Core.Scoring;

namespace LeadScoring.Core.Sqlite;

/// <summary>The row of a lead that commits read and write.</summary>
internal sealed class HotLead
{
    public required long Number { get; init; }

    public required LeadFold Fold { get; set; }

    public required long Version { get; set; }

    /// <summary>The rule revision that the score, the tail and the blocks were folded at.</summary>
    public required long Revision { get; set; }

    /// <summary>The score that the row holds, which the buckets count.</summary>
    public required long StoredScore { get; set; }
}
