namespace LeadScoring.Core.Scoring;

/// <summary>A run of neighbouring events of one lead, collapsed into one step.</summary>
/// <param name="First">Where the run begins; it ends where the next block of the level begins.</param>
/// <param name="Children">How many events (level 1) or blocks of the level below it is the product of.</param>
/// <param name="Step">The product of its children, in order.</param>
public readonly record struct ScoreBlock(EventKey First, int Children, ScoreStep Step);

/// <summary>Blocks in memory, in ascending order: the result of a full refold before it is stored.</summary>
public sealed class BlockList : IScoreBlocks
{
    private readonly List<List<ScoreBlock>> _levels = [];

    /// <summary>Every block with its level.</summary>
    public IEnumerable<(int Level, ScoreBlock Block)> All => _levels.SelectMany((level, i) => level.Select(b => (i + 1, b)));

    public IStepCursor Steps(int level, EventKey from, EventKey? before)
    {
        var blocks = _levels[level - 1];
        var end = before is { } b ? Index(blocks, b) : blocks.Count;
        return new Cursor(blocks, Index(blocks, from), end);
    }

    public ScoreBlock Covering(int level, EventKey key) => _levels[level - 1][Index(_levels[level - 1], key.Successor) - 1];

    public EventKey? NextFirst(int level, EventKey first)
    {
        var next = Index(_levels[level - 1], first.Successor);
        return next < _levels[level - 1].Count ? _levels[level - 1][next].First : null;
    }

    public void Put(int level, ScoreBlock block)
    {
        while (_levels.Count < level) _levels.Add([]);
        var blocks = _levels[level - 1];
        var index = Index(blocks, block.First);
        if (index < blocks.Count && blocks[index].First == block.First) blocks[index] = block;
        else blocks.Insert(index, block);
    }

    /// <summary>Index of the first block that begins at or after the key.</summary>
    private static int Index(List<ScoreBlock> blocks, EventKey key)
    {
        if (blocks.Count == 0 || blocks[^1].First < key) return blocks.Count;
        var (low, high) = (0, blocks.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (blocks[middle].First < key) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private sealed class Cursor(List<ScoreBlock> blocks, int start, int end) : IStepCursor
    {
        private int _at = start - 1;

        public ScoreStep Step => blocks[_at].Step;

        public EventKey Key => blocks[_at].First;

        public bool Read() => ++_at < end;

        public void Dispose()
        {
        }
    }
}
