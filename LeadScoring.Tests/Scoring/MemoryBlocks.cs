using LeadScoring.Core.Scoring;

namespace LeadScoring.Tests.Scoring;

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
