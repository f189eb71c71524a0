namespace LeadScoring.Core.Scoring;

/// <summary>
/// One step of the score fold, or the product of many: <c>x → min(Hi, max(Lo, x + Add))</c>.
/// Clamped additions are closed under composition and composition is associative, so any run of events
/// collapses into one step, whatever its length (a clamped affine map with slope 1).
/// </summary>
/// <param name="Add">Points added before the clamp.</param>
/// <param name="Lo">Lower bound of the result, inclusive.</param>
/// <param name="Hi">Upper bound of the result, inclusive; never below <paramref name="Lo"/>.</param>
public readonly record struct ScoreStep(long Add, long Lo, long Hi)
{
    /// <summary>Beyond any reachable score (10^12 events of 10^6 points), and far from overflow.</summary>
    private const long Unbounded = 1L << 60;

    /// <summary>The step that changes nothing.</summary>
    public static ScoreStep Identity { get; } = new(0, -Unbounded, Unbounded);

    /// <summary>The score after this step.</summary>
    public long Apply(long score) => Math.Min(Hi, Math.Max(Lo, score + Add));

    /// <summary>The product "this step, then <paramref name="next"/>".</summary>
    public ScoreStep Then(ScoreStep next) => new(Add + next.Add, next.Apply(Lo), next.Apply(Hi));
}

/// <summary>The range that every score is clamped to, both ends inclusive, in points.</summary>
public readonly record struct ScoreBounds(long Min, long Max)
{
    public static ScoreBounds Default { get; } = new(0, 1000);

    /// <summary>The fold's step for an event worth <paramref name="points"/>.</summary>
    public ScoreStep Step(long points) => new(points, Min, Max);
}
