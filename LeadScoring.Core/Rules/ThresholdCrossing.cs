namespace LeadScoring.Core.Rules;

/// <param name="Threshold">A score.</param>
/// <param name="Up">Leads that would come from below it to it or above.</param>
/// <param name="Down">Leads that would fall below it.</param>
public sealed record ThresholdCrossing(long Threshold, long Up, long Down);
