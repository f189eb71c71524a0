using LeadScoring.Core.Jobs;

namespace LeadScoring.Core.Rules;

/// <summary>What publishing did: the version, and the job that rescores what was already there.</summary>
public sealed record PublishedRule(RuleVersion Rule, RescoreJob Rescore);
