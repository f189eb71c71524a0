using System.Globalization;

namespace LeadScoring.Core.Scoring;

/// <summary>Compares a lead's stored fold and blocks with a fold of its events.</summary>
public static class FoldCheck
{
    /// <summary>Folds all events. The blocks may be cut differently from the stored ones, whose shape depends on the order of arrival.</summary>
    public static (LeadFold Expected, BlockList Blocks) Rebuild(IScoreBlocks stored)
    {
        var blocks = new BlockList();
        var count = 0L;
        var last = EventKey.Lowest;
        using (var events = stored.Steps(0, EventKey.Lowest, null))
        {
            for (; events.Read(); count++) last = events.Key;
        }

        using var again = stored.Steps(0, EventKey.Lowest, null);
        return (ScoreTree.Rebuild(new LeadFold { Events = count, Last = last }, again, blocks), blocks);
    }

    public static List<FoldDifference> Compare(LeadFold stored, LeadFold expected, IScoreBlocks blocks)
    {
        var differences = new List<FoldDifference>();
        void Check(string what, object actual, object right)
        {
            if (!actual.Equals(right)) differences.Add(new(what, Text(actual), Text(right)));
        }

        Check("score", stored.Score, expected.Score);
        Check("events", stored.Events, expected.Events);
        if (expected.Events > 0) Check("lastEvent", stored.Last, expected.Last);
        if (WrongBlock(stored, blocks) is { } wrong) differences.Add(new("checkpoints", wrong, "the products of their events"));
        return differences;
    }

    /// <summary>The first block that is not the product of what it covers; null when all are right.</summary>
    private static string? WrongBlock(LeadFold fold, IScoreBlocks blocks)
    {
        for (var level = 1; level <= fold.Levels; level++)
        {
            EventKey? end = level == 1 && fold.TailEvents > 0 ? fold.TailFirst : null;
            if (WrongBlock(level, blocks, end, out var count) is { } wrong) return wrong;
            if (level == fold.Levels && count != fold.TopBlocks) return $"level {level} has {count} blocks instead of {fold.TopBlocks}";
        }

        var first = fold.Levels == 0 ? EventKey.Lowest : fold.TailFirst;
        if (fold.Levels > 0 && fold.TailEvents == 0) return null;
        var (product, events) = Product(blocks, 0, first, null);
        return product == fold.Tail && events == fold.TailEvents ? null : "the tail";
    }

    private static string? WrongBlock(int level, IScoreBlocks blocks, EventKey? end, out int count)
    {
        var parents = new List<(EventKey First, ScoreStep Step)>();
        using (var steps = blocks.Steps(level, EventKey.Lowest, null))
        {
            while (steps.Read()) parents.Add((steps.Key, steps.Step));
        }

        count = parents.Count;
        if (count == 0 || parents[0].First != EventKey.Lowest) return $"level {level} does not begin at the beginning";
        for (var i = 0; i < count; i++)
        {
            var (product, children) = Product(blocks, level - 1, parents[i].First, i + 1 < count ? parents[i + 1].First : end);
            if (product != parents[i].Step || children == 0) return $"block {i} of level {level}";
        }

        return null;
    }

    private static (ScoreStep Product, int Count) Product(IScoreBlocks blocks, int level, EventKey from, EventKey? before)
    {
        var (product, count) = (ScoreStep.Identity, 0);
        using var steps = blocks.Steps(level, from, before);
        for (; steps.Read(); count++) product = product.Then(steps.Step);
        return (product, count);
    }

    private static string Text(object value) =>
        value is EventKey key ? string.Create(CultureInfo.InvariantCulture, $"{key.EventId} at {key.TimestampMs}") : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}

/// <param name="What">score, events, lastEvent or checkpoints.</param>
public sealed record FoldDifference(string What, string Stored, string Expected);
