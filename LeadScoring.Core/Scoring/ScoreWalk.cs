namespace LeadScoring.Core.Scoring;

/// <summary>
/// One lead's score at ascending places of its history. A short way is folded event by event, which reads less than the
/// blocks do; for a long one the blocks know the score.
/// </summary>
public sealed class ScoreWalk(LeadFold fold, IScoreBlocks blocks, EventKey from)
{
    /// <summary>About as many events as <see cref="ScoreTree.ScoreBefore"/> reads blocks and events.</summary>
    private const int ShortWay = 2 * ScoreTree.Fanout;

    private EventKey _at = from;

    /// <summary>The score over all events below where it is.</summary>
    public long Score { get; private set; } = ScoreTree.ScoreBefore(fold, blocks, from);

    /// <summary>Goes to a key, which is not below where it is; the score over all events below it.</summary>
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
            if (read == ShortWay) return null;
            score = steps.Step.Apply(score);
        }

        return score;
    }
}

/// <summary>Reads steps in order, one at a time. <see cref="Key"/> is made on demand, since most are never looked at.</summary>
public interface IStepCursor : IDisposable
{
    bool Read();

    ScoreStep Step { get; }

    EventKey Key { get; }
}
