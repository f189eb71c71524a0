namespace LeadScoring.Core.Scoring;

/// <summary>
/// One lead's score at ascending positions of its history. A short distance is folded event by event, which reads less than the
/// blocks; for a long one the score comes from the blocks.
/// </summary>
public sealed class ScoreWalk(LeadFold fold, IScoreBlocks blocks, EventKey from)
{
    /// <summary>About as many events as <see cref="ScoreTree.ScoreBefore"/> reads blocks and events.</summary>
    private const int MaxFolded = 2 * ScoreTree.Fanout;

    private EventKey _at = from;

    /// <summary>The score over all events below the current position.</summary>
    public long Score { get; private set; } = ScoreTree.ScoreBefore(fold, blocks, from);

    /// <summary>Moves forward to a key, which must not be below the current position; returns the score over all events below it.</summary>
    public long To(EventKey key)
    {
        Score = key > fold.Last ? fold.Score : Folded(key) ?? ScoreTree.ScoreBefore(fold, blocks, key);
        _at = key;
        return Score;
    }

    private long? Folded(EventKey key)
    {
        var (score, read) = (Score, 0);
        using var steps = blocks.Steps(0, _at, key);
        for (; steps.Read(); read++)
        {
            if (read == MaxFolded) return null;
            score = steps.Step.Apply(score);
        }

        return score;
    }
}

/// <summary>Reads steps in order, one at a time. <see cref="Key"/> is computed on demand, since most keys are not needed.</summary>
public interface IStepCursor : IDisposable
{
    bool Read();

    ScoreStep Step { get; }

    EventKey Key { get; }
}
