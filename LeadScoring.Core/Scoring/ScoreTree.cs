namespace LeadScoring.Core.Scoring;

/// <summary>
/// The fold of a lead's events as a tree of products. Level 1 blocks are products of 32 to 63 events, blocks of the next
/// levels of 32 to 63 blocks below; a block's run begins at its first key and ends where its neighbour begins, the first
/// one beginning below everything. An event in order only extends the lead's tail; a late one refolds one block per
/// level, whatever the length of the history.
/// </summary>
public static class ScoreTree
{
    public const int Fanout = 32;

    /// <summary>Applies an event that is newer than all others of the lead.</summary>
    public static void Append(LeadFold fold, IScoreBlocks blocks, EventKey key, ScoreStep step)
    {
        if (fold.TailEvents++ == 0) fold.TailFirst = key;
        fold.Tail = fold.Tail.Then(step);
        fold.Score = step.Apply(fold.Score);
        fold.Last = key;
        fold.Events++;
        if (fold.TailEvents < Fanout) return;

        var first = fold.Levels == 0 ? EventKey.Lowest : fold.TailFirst;
        BlockPath.Append(fold, blocks, new(first, fold.TailEvents, fold.Tail));
        fold.TailEvents = 0;
        fold.Tail = ScoreStep.Identity;
    }

    /// <summary>Folds in events below the lead's last key, which are already among the events of <paramref name="blocks"/>.</summary>
    /// <param name="keys">Their keys; sorted in place.</param>
    public static void Insert(LeadFold fold, IScoreBlocks blocks, List<EventKey> keys)
    {
        keys.Sort();
        fold.Events += keys.Count;
        var intoBlocks = keys.FindIndex(fold.InTail) is var n and >= 0 ? n : keys.Count;
        if (intoBlocks > 0) BlockPath.Refold(fold, blocks, keys, intoBlocks);
        if (intoBlocks < keys.Count) RefoldTail(fold, blocks, keys[intoBlocks]);
        fold.Score = fold.Tail.Apply(BlocksScore(fold, blocks));
    }

    /// <summary>The score over all events below <paramref name="key"/>.</summary>
    public static long ScoreBefore(LeadFold fold, IScoreBlocks blocks, EventKey key)
    {
        if (fold.InTail(key))
        {
            return Apply(blocks, 0, fold.Levels == 0 ? EventKey.Lowest : fold.TailFirst, key, BlocksScore(fold, blocks));
        }

        var score = 0L;
        var from = EventKey.Lowest;
        for (var level = fold.Levels; level > 0; level--)
        {
            var first = blocks.Covering(level, key).First;
            score = Apply(blocks, level, from, first, score);
            from = first;
        }

        return Apply(blocks, 0, from, key, score);
    }

    /// <summary>Folds the whole history again, for another rule revision. Writes every block; there must be no old ones.</summary>
    public static LeadFold Rebuild(LeadFold old, IStepCursor events, IScoreBlocks blocks)
    {
        var fold = new LeadFold { Events = old.Events, Last = old.Last };
        AppendRun(fold, blocks, events, EventKey.Lowest);
        fold.Score = fold.Tail.Apply(BlocksScore(fold, blocks));
        return fold;
    }

    private static void RefoldTail(LeadFold fold, IScoreBlocks blocks, EventKey lowest)
    {
        if (fold.TailEvents == 0 || lowest < fold.TailFirst) fold.TailFirst = lowest;
        using var events = blocks.Steps(0, fold.TailFirst, null);
        AppendRun(fold, blocks, events, fold.TailFirst);
    }

    private static void AppendRun(LeadFold fold, IScoreBlocks blocks, IStepCursor events, EventKey first)
    {
        var runs = BlockPath.Group(events, first);
        var open = runs is [.., var last] && last.Children < Fanout ? 1 : 0;
        foreach (var run in runs[..^open])
        {
            BlockPath.Append(fold, blocks, fold.Levels == 0 ? run with { First = EventKey.Lowest } : run);
        }

        (fold.TailFirst, fold.TailEvents, fold.Tail) =
            open == 1 ? (runs[^1].First, runs[^1].Children, runs[^1].Step) : (EventKey.Lowest, 0, ScoreStep.Identity);
    }

    private static long BlocksScore(LeadFold fold, IScoreBlocks blocks) =>
        fold.Levels == 0 ? 0 : Apply(blocks, fold.Levels, EventKey.Lowest, null, 0);

    private static long Apply(IScoreBlocks blocks, int level, EventKey from, EventKey? before, long score)
    {
        using var steps = blocks.Steps(level, from, before);
        while (steps.Read()) score = steps.Step.Apply(score);
        return score;
    }
}

/// <summary>One lead's events (level 0) and the blocks above them (level 1 and up), wherever they are stored.</summary>
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

/// <summary>
/// The state of a lead's fold, all that an event in order needs: the score, the last key, and the open tail of events that no block
/// covers yet.
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
