namespace LeadScoring.Api.Rules;

/// <summary>A rescore that was cancelled, and the publishing that was taken back with it.</summary>
/// <param name="Rescore">As it is now.</param>
/// <param name="RolledBack">The version that is current now, and the rescore that mends what was done already.</param>
public sealed record CancelledRescoreJson(RescoreJson Rescore, PublishedRuleJson? RolledBack);
