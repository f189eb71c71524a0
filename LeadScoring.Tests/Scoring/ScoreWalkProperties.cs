using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Core.Scoring;
using Xunit;

namespace LeadScoring.Tests.Scoring;

public sealed class ScoreWalkProperties
{
    [Fact]
    public void At_every_place_it_has_the_score_of_the_tree() => Prop.ForAll(
        Gens.Events.ToArbitrary(), Gen.Choose(-5, 410).ArrayOf().ToArbitrary(), (events, times) =>
        {
            var (fold, blocks) = Tree(events);
            var keys = times.Order().Select((t, i) => i % 2 == 0 ? EventKey.Before(t) : EventKey.After(t)).Order().ToList();
            var walk = new ScoreWalk(fold, blocks, keys.Count == 0 ? EventKey.Lowest : keys[0]);
            return keys.TrueForAll(key => walk.To(key) == ScoreTree.ScoreBefore(fold, blocks, key) && walk.Score == walk.To(key));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Long_ways_and_short_ones_read_little()
    {
        var (fold, blocks) = Tree([.. Enumerable.Range(0, 70_000).Select(i => (new EventKey(i, "e"), ScoreBounds.Default.Step(i % 7 - 3)))]);
        var walk = new ScoreWalk(fold, blocks, EventKey.Before(0));
        var before = blocks.StepsRead;
        for (var at = 0; at <= 70_000; at += 7_000) walk.To(EventKey.Before(at));
        Assert.InRange(blocks.StepsRead - before, 1, 11 * 7 * ScoreTree.Fanout);

        walk = new ScoreWalk(fold, blocks, EventKey.Before(30_000));
        before = blocks.StepsRead;
        for (var at = 30_000; at < 30_100; at++) walk.To(EventKey.Before(at));
        Assert.InRange(blocks.StepsRead - before, 100, 200);
    }

    private static (LeadFold Fold, MemoryBlocks Blocks) Tree((EventKey Key, ScoreStep Step)[] events)
    {
        var (fold, blocks) = (new LeadFold(), new MemoryBlocks());
        foreach (var (key, step) in events.OrderBy(e => e.Key))
        {
            blocks.Events.Add(key, step);
            ScoreTree.Append(fold, blocks, key, step);
        }

        return (fold, blocks);
    }
}
