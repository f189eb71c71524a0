namespace LeadScoring.Core.Scoring;

/// <summary>
/// What is kept with a lead so that an event in order needs nothing else: the score, the last key, and the open tail of
/// events that no block covers yet.
/// </summary>
public sealed class LeadFold
{
    public long Score { get; set; }

    public long Events { get; set; }

    /// <summary>Key of the last event in order; meaningless without events.</summary>
    public EventKey Last { get; set; } = EventKey.Lowest;

    /// <summary>Events in the open tail, fewer than <see cref="ScoreTree.Fanout"/>.</summary>
    public int TailEvents { get; set; }

    /// <summary>Where the tail begins; meaningless when it is empty.</summary>
    public EventKey TailFirst { get; set; } = EventKey.Lowest;

    /// <summary>Product of the tail's steps.</summary>
    public ScoreStep Tail { get; set; } = ScoreStep.Identity;

    /// <summary>Levels of blocks, 0 while every event is in the tail.</summary>
    public int Levels { get; set; }

    /// <summary>Blocks of the top level, fewer than twice <see cref="ScoreTree.Fanout"/>.</summary>
    public int TopBlocks { get; set; }

    public bool IsNewest(EventKey key) => Events == 0 || key > Last;

    public bool InTail(EventKey key) => Levels == 0 || (TailEvents > 0 && key >= TailFirst);
}
