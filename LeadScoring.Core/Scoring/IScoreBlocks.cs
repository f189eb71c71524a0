namespace LeadScoring.Core.Scoring;

/// <summary>One lead's events (level 0) and the blocks above them (level 1 and up), wherever they are kept.</summary>
public interface IScoreBlocks
{
    /// <summary>Steps of a level from <paramref name="from"/> (inclusive) up to <paramref name="before"/> (exclusive; null: to the end).</summary>
    IStepCursor Steps(int level, EventKey from, EventKey? before);

    /// <summary>The block of the level whose run the key falls into: the last one that begins at or below it.</summary>
    ScoreBlock Covering(int level, EventKey key);

    /// <summary>Where the next block of the level begins; null after the last.</summary>
    EventKey? NextFirst(int level, EventKey first);

    /// <summary>Adds the block, or replaces the one that begins at the same key.</summary>
    void Put(int level, ScoreBlock block);
}
