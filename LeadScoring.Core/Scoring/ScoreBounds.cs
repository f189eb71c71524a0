namespace LeadScoring.Core.Scoring;

/// <summary>The range that every score is clamped to, both ends inclusive, in points.</summary>
public readonly record struct ScoreBounds(long Min, long Max)
{
    public static ScoreBounds Default { get; } = new(0, 1000);

    /// <summary>The fold's step for an event worth <paramref name="points"/>.</summary>
    public ScoreStep Step(long points) => new(points, Min, Max);
}
