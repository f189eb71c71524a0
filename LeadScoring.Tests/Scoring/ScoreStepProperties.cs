using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Core.Scoring;
using Xunit;

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
