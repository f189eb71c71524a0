using LeadScoring.Api.Demo;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Tests.Demo;

/// <summary>What the product's own rules and fold make of the demo data.</summary>
internal static class DemoScores
{
    private static readonly RuleTimeline Rules = new(1, ScoreBounds.Default, SeedRules.At(0));

    public static long Of(DemoLead lead) => lead.Events
        .OrderBy(e => new EventKey(e.TimestampMs, e.EventId))
        .Select(e => Rules.Bounds.Step(Rules.PointsAt(e.EventType, e.TimestampMs)))
        .Aggregate(ScoreStep.Identity, (product, step) => product.Then(step))
        .Apply(0);
}
