using LeadScoring.Api.Http;
using LeadScoring.Contracts.Rules;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Texts;

namespace LeadScoring.Api.Rules;

/// <summary>From the domain to the contracts of the API, and back.</summary>
internal static class RuleMapping
{
    public static RuleDraft ToDraft(this RuleRequest r, string eventType, int? expectedVersion) =>
        new(eventType, r.Points, r.Active, r.Description is { } description ? VisibleText.Trim(description) : null, r.AppliesTo == RuleRequest.All, null, expectedVersion);

    public static RuleResponse ToResponse(this RuleVersion v) => new(
        v.EventType, v.Points, v.Active, v.Description, v.Version, v.EffectiveFromMs.ToTime(), v.PublishedAtMs.ToTime(), v.PublishedBy);

    public static RuleDraft ToDraft(this PreviewRequest p) => new(p.EventType.Trim(), p.Points ?? 0, p.Active, null, p.AppliesTo == RuleRequest.All, null);

    public static PreviewResponse ToResponse(this RulePreview p) => new(
        p.Leads, p.Changed, p.TotalChange, [.. p.Crossings.Select(c => new CrossingResponse(c.Threshold, c.Up, c.Down))],
        [.. p.Biggest.Select(b => new PreviewedLeadResponse(b.LeadId, b.Name, b.PreviousScore, b.Score, b.Change))],
        p.Crossed, [.. p.Distribution.Select(b => new ScoreBinResponse(b.From, b.To - 1, b.Before, b.After))]);
}
