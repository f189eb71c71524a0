namespace LeadScoring.Core.Scoring;

/// <summary>Updates the blocks above a change, from level 1 up.</summary>
internal static class BlockPath
{
    private const int Fanout = ScoreTree.Fanout;

    /// <summary>Adds a level 1 block after all others: its parents only multiply by it.</summary>
    public static void Append(LeadFold fold, IScoreBlocks blocks, ScoreBlock leaf)
    {
        blocks.Put(1, leaf);
        if (fold.Levels == 0)
        {
            (fold.Levels, fold.TopBlocks) = (1, 1);
            return;
        }

        var added = true;
        for (var level = 2; level <= fold.Levels; level++) added = Extend(blocks, level, leaf, added);
        if (added) fold.TopBlocks++;
        GrowTop(fold, blocks);
    }

    /// <summary>Refolds, level by level, every block that one of the first <paramref name="count"/> keys falls into.</summary>
    public static void Refold(LeadFold fold, IScoreBlocks blocks, List<EventKey> keys, int count)
    {
        EventKey? tail = fold.TailEvents > 0 ? fold.TailFirst : null;
        for (var level = 1; level <= fold.Levels; level++)
        {
            var added = RefoldLevel(blocks, level, keys, count, level == 1 ? tail : null);
            if (level == fold.Levels) fold.TopBlocks += added;
        }

        GrowTop(fold, blocks);
    }

    /// <summary>Collapses steps into runs of <see cref="Fanout"/>; a short last run joins the one before it, unless it is the only one.</summary>
    public static List<ScoreBlock> Group(IStepCursor steps, EventKey first)
    {
        var runs = new List<ScoreBlock>(2);
        var run = new ScoreBlock(first, 0, ScoreStep.Identity);
        while (steps.Read())
        {
            if (run.Children == Fanout)
            {
                runs.Add(run);
                run = new(steps.Key, 0, ScoreStep.Identity);
            }

            run = new(run.First, run.Children + 1, run.Step.Then(steps.Step));
        }

        runs.Add(run);
        return runs;
    }

    private static bool Extend(IScoreBlocks blocks, int level, ScoreBlock leaf, bool added)
    {
        var parent = blocks.Covering(level, leaf.First);
        if (added && parent.Children >= Fanout)
        {
            blocks.Put(level, leaf with { Children = 1 });
            return true;
        }

        blocks.Put(level, new(parent.First, parent.Children + (added ? 1 : 0), parent.Step.Then(leaf.Step)));
        return false;
    }

    private static int RefoldLevel(IScoreBlocks blocks, int level, List<EventKey> keys, int count, EventKey? end)
    {
        var added = 0;
        for (var i = 0; i < count;)
        {
            var first = blocks.Covering(level, keys[i]).First;
            var next = blocks.NextFirst(level, first);
            added += Regroup(blocks, level, first, next ?? end) - 1;
            do i++;
            while (i < count && (next is null || keys[i] < next));
        }

        return added;
    }

    private static int Regroup(IScoreBlocks blocks, int level, EventKey first, EventKey? before)
    {
        List<ScoreBlock> runs;
        using (var children = blocks.Steps(level - 1, first, before)) runs = Group(children, first);
        if (runs is [.., var full, { Children: < Fanout } rest])
        {
            runs.RemoveAt(runs.Count - 1);
            runs[^1] = new(full.First, full.Children + rest.Children, full.Step.Then(rest.Step));
        }

        foreach (var run in runs) blocks.Put(level, run);
        return runs.Count;
    }

    private static void GrowTop(LeadFold fold, IScoreBlocks blocks)
    {
        while (fold.TopBlocks >= 2 * Fanout)
        {
            fold.Levels++;
            fold.TopBlocks = Regroup(blocks, fold.Levels, EventKey.Lowest, null);
        }
    }
}
