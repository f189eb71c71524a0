using LeadScoring.Core.Rules;

namespace LeadScoring.Api.Rules;

/// <summary>What publishing would do to the leads as they are now.</summary>
/// <param name="Leads">Leads that it may concern: as many as its rescore would look at.</param>
/// <param name="Changed">Leads whose score would change.</param>
/// <param name="TotalChange">The sum of all changes.</param>
/// <param name="Crossings">Who would cross each threshold.</param>
/// <param name="Biggest">The ten largest changes, up or down.</param>
public sealed record PreviewJson(
    long Leads, long Changed, long TotalChange, IReadOnlyList<CrossingJson> Crossings, IReadOnlyList<PreviewedLeadJson> Biggest)
{
    public static PreviewJson Of(RulePreview p) => new(
        p.Leads, p.Changed, p.TotalChange, [.. p.Crossings.Select(c => new CrossingJson(c.Threshold, c.Up, c.Down))],
        [.. p.Biggest.Select(b => new PreviewedLeadJson(b.LeadId, b.Name, b.PreviousScore, b.Score, b.Change))]);
}
