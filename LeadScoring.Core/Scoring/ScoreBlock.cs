namespace LeadScoring.Core.Scoring;

/// <summary>A run of neighbouring events of one lead, collapsed into one step.</summary>
/// <param name="First">Where the run begins; it ends where the next block of the level begins.</param>
/// <param name="Children">How many events (level 1) or blocks of the level below it is the product of.</param>
/// <param name="Step">The product of its children, in order.</param>
public readonly record struct ScoreBlock(EventKey First, int Children, ScoreStep Step);
