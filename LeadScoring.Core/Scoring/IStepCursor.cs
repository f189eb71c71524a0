namespace LeadScoring.Core.Scoring;

/// <summary>Reads steps in order, one at a time. <see cref="Key"/> is made on demand, since most are never looked at.</summary>
public interface IStepCursor : IDisposable
{
    bool Read();

    ScoreStep Step { get; }

    EventKey Key { get; }
}
