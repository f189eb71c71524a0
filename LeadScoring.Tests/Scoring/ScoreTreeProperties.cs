using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Tests.Scoring;

/// <summary>The tree of products against a plain fold over the sorted events.</summary>
public sealed class ScoreTreeProperties
{
    private static readonly Arbitrary<(EventKey Key, ScoreStep Step)[]> Arrivals = Gens.Events.ToArbitrary();

    [Fact]
    public void Any_order_and_any_batches_give_the_plain_fold() => Prop.ForAll(
        Arrivals, Gen.Choose(1, 60).ToArbitrary(), (events, batch) =>
        {
            var (fold, _) = Commit(events, batch);
            return fold.Score == Plain(events) && fold.Events == events.Length
                && (events.Length == 0 || fold.Last == events.Max(e => e.Key));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_score_before_any_key_is_the_plain_fold_up_to_there() => Prop.ForAll(
        Arrivals, Gen.Choose(1, 60).ToArbitrary(), Gen.Choose(-5, 410).ToArbitrary(), (events, batch, time) =>
        {
            var (fold, blocks) = Commit(events, batch);
            var key = new EventKey(time, "e5");
            return ScoreTree.ScoreBefore(fold, blocks, key) == Plain(events.Where(e => e.Key < key));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Changes_sum_to_the_score() => Prop.ForAll(Arrivals, events =>
    {
        var (fold, blocks) = Commit(events, 10);
        var keys = events.Select(e => e.Key).Order().ToArray();
        return keys.Sum(k => ScoreTree.ScoreBefore(fold, blocks, k.Successor) - ScoreTree.ScoreBefore(fold, blocks, k)) == fold.Score;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void A_late_event_gives_what_a_refold_gives() => Prop.ForAll(Arrivals, events =>
    {
        if (events.Length < 2) return true;
        var late = events[0];
        var rest = events[1..].OrderBy(e => e.Key).ToArray();
        var (fold, blocks) = Commit(rest, rest.Length);
        Add(fold, blocks, [late]);
        return fold.Score == Plain(events);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_rebuild_with_other_points_gives_their_plain_fold() => Prop.ForAll(Arrivals, events =>
    {
        var (fold, _) = Commit(events, 25);
        var other = new MemoryBlocks();
        foreach (var (key, step) in events) other.Events.Add(key, ScoreBounds.Default.Step(-step.Add / 2));
        using var steps = other.Steps(0, EventKey.Lowest, null);
        var rebuilt = ScoreTree.Rebuild(fold, steps, other);
        return rebuilt.Score == Plain(other.Events.Select(e => (e.Key, e.Value))) && rebuilt.Last == fold.Last && rebuilt.Events == fold.Events;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_late_event_in_a_long_history_reads_little()
    {
        var blocks = new MemoryBlocks();
        var fold = new LeadFold();
        for (var i = 0; i < 70_000; i++)
        {
            blocks.Events.Add(new(i * 2, "e"), ScoreBounds.Default.Step(i % 7 - 3));
            ScoreTree.Append(fold, blocks, new(i * 2, "e"), blocks.Events[new(i * 2, "e")]);
        }

        var before = blocks.StepsRead;
        Add(fold, blocks, [(new EventKey(31_001, "late"), ScoreBounds.Default.Step(5))]);
        Assert.InRange(blocks.StepsRead - before, 1, 5 * 2 * ScoreTree.Fanout);
        Assert.Equal(Plain(blocks.Events.Select(e => (e.Key, e.Value))), fold.Score);
    }

    private static (LeadFold Fold, MemoryBlocks Blocks) Commit((EventKey Key, ScoreStep Step)[] arrivals, int batch)
    {
        var (fold, blocks) = (new LeadFold(), new MemoryBlocks());
        foreach (var events in arrivals.Chunk(Math.Max(batch, 1))) Add(fold, blocks, events);
        return (fold, blocks);
    }

    /// <summary>Folds as a commit does: newer events one by one, all others together.</summary>
    private static void Add(LeadFold fold, MemoryBlocks blocks, (EventKey Key, ScoreStep Step)[] events)
    {
        var late = new List<EventKey>();
        foreach (var (key, step) in events)
        {
            var newest = fold.IsNewest(key);
            if (newest) Flush();
            blocks.Events.Add(key, step);
            if (newest) ScoreTree.Append(fold, blocks, key, step);
            else late.Add(key);
        }

        Flush();

        void Flush()
        {
            if (late.Count > 0) ScoreTree.Insert(fold, blocks, late);
            late.Clear();
        }
    }

    private static long Plain(IEnumerable<(EventKey Key, ScoreStep Step)> events) =>
        events.OrderBy(e => e.Key.TimestampMs).ThenBy(e => e.Key.EventId, StringComparer.Ordinal).Aggregate(0L, (score, e) => e.Step.Apply(score));
}

public sealed class ScoreWalkProperties
{
    [Fact]
    public void A_walk_has_the_score_of_the_tree_at_every_position() => Prop.ForAll(
        Gens.Events.ToArbitrary(), Gen.Choose(-5, 410).ArrayOf().ToArbitrary(), (events, times) =>
        {
            var (fold, blocks) = Tree(events);
            var keys = times.Order().Select((t, i) => i % 2 == 0 ? EventKey.Before(t) : EventKey.After(t)).Order().ToList();
            var walk = new ScoreWalk(fold, blocks, keys.Count == 0 ? EventKey.Lowest : keys[0]);
            return keys.TrueForAll(key => walk.To(key) == ScoreTree.ScoreBefore(fold, blocks, key) && walk.Score == walk.To(key));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_walk_reads_little_over_short_and_long_distances()
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

/// <summary>A lead's events and blocks in memory.</summary>
internal sealed class MemoryBlocks : IScoreBlocks
{
    private readonly BlockList _blocks = new();

    public SortedList<EventKey, ScoreStep> Events { get; } = [];

    public int StepsRead { get; private set; }

    public IStepCursor Steps(int level, EventKey from, EventKey? before) => new Counting(
        this,
        level == 0
            ? new EventCursor(Events.SkipWhile(e => e.Key < from).TakeWhile(e => before is null || e.Key < before).ToArray())
            : _blocks.Steps(level, from, before));

    public ScoreBlock Covering(int level, EventKey key) => _blocks.Covering(level, key);

    public EventKey? NextFirst(int level, EventKey first) => _blocks.NextFirst(level, first);

    public void Put(int level, ScoreBlock block) => _blocks.Put(level, block);

    private sealed class Counting(MemoryBlocks blocks, IStepCursor inner) : IStepCursor
    {
        public ScoreStep Step => inner.Step;

        public EventKey Key => inner.Key;

        public bool Read()
        {
            blocks.StepsRead++;
            return inner.Read();
        }

        public void Dispose() => inner.Dispose();
    }

    private sealed class EventCursor(KeyValuePair<EventKey, ScoreStep>[] events) : IStepCursor
    {
        private int _at = -1;

        public ScoreStep Step => events[_at].Value;

        public EventKey Key => events[_at].Key;

        public bool Read() => ++_at < events.Length;

        public void Dispose()
        {
        }
    }
}
