namespace LeadScoring.Core.Rules;

/// <summary>What publishing a rule would do to the leads as they are now.</summary>
/// <param name="Leads">Leads that it may concern: as many as its rescore would look at.</param>
/// <param name="Changed">Leads whose score would change.</param>
/// <param name="TotalChange">The sum of all changes, points.</param>
/// <param name="Crossings">One per threshold asked for, ascending.</param>
/// <param name="Biggest">The largest changes first, up or down.</param>
public sealed record RulePreview(
    long Leads, long Changed, long TotalChange, IReadOnlyList<ThresholdCrossing> Crossings, IReadOnlyList<PreviewedLead> Biggest);
