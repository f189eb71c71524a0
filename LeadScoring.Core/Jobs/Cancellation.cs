using LeadScoring.Core.Rules;

namespace LeadScoring.Core.Jobs;

/// <summary>What cancelling a job did.</summary>
/// <param name="Job">The job as it is now; null: there is no such job.</param>
/// <param name="RolledBack">The publishing that takes the cancelled one back, with the rescore that mends what was done already.</param>
/// <param name="Refused">Why it could not be cancelled, or null.</param>
public sealed record Cancellation(RescoreJob? Job, PublishedRule? RolledBack, string? Refused);
