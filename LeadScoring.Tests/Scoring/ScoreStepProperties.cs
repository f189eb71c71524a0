using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Tests.Scoring;

public sealed class ScoreStepProperties
{
    private static readonly Arbitrary<ScoreStep[]> Three = Gens.Step.ArrayOf(3).ToArbitrary();

    [Fact]
    public void Composition_is_associative() => Prop.ForAll(Three, s =>
        s[0].Then(s[1]).Then(s[2]) == s[0].Then(s[1].Then(s[2]))).QuickCheckThrowOnFailure();

    [Fact]
    public void Identity_changes_nothing_on_either_side() => Prop.ForAll(Three, s =>
        s[0].Then(ScoreStep.Identity) == s[0] && ScoreStep.Identity.Then(s[0]).Apply(7) == s[0].Apply(7)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_product_applies_its_parts_one_after_another() => Prop.ForAll(
        Gens.Step.ListOf().ToArbitrary(), Gens.Score.ToArbitrary(), (steps, start) =>
            steps.Aggregate(ScoreStep.Identity, (product, step) => product.Then(step)).Apply(start)
                == steps.Aggregate(start, (score, step) => step.Apply(score))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_product_stays_within_the_last_bounds() => Prop.ForAll(Three, s =>
        s[0].Then(s[1]) is var product && product.Lo <= product.Hi && product.Lo >= s[1].Lo && product.Hi <= s[1].Hi).QuickCheckThrowOnFailure();
}

/// <summary>Generators for the scoring properties.</summary>
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
