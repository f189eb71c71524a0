using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Tests.Scoring;

/// <summary>Generators of what the scoring laws speak about.</summary>
internal static class Gens
{
    public static Gen<long> Score { get; } = Gen.Choose(-2_000, 3_000).Select(s => (long)s);

    public static Gen<ScoreStep> Step { get; } =
        from add in Gen.Frequency((4, Gen.Choose(-150, 150)), (1, Gen.Choose(-1_000_000, 1_000_000)))
        from low in Gen.Choose(-500, 500)
        from width in Gen.Choose(0, 2_000)
        select new ScoreStep(add, low, low + width);

    /// <summary>Up to 1,500 events in a few milliseconds, so that times tie often, all with the default bounds.</summary>
    public static Gen<(EventKey Key, ScoreStep Step)[]> Events { get; } =
        from count in Gen.Frequency((3, Gen.Choose(0, 130)), (1, Gen.Choose(0, 1_500)))
        from events in (from time in Gen.Choose(0, 400)
                        from id in Gen.Choose(0, 1_000_000)
                        from points in Gen.Choose(-120, 150)
                        select (new EventKey(time, $"e{id}"), ScoreBounds.Default.Step(points))).ArrayOf(count)
        select events.DistinctBy(e => e.Item1).ToArray();
}
