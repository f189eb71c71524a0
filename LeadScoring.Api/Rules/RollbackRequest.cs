using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Rules;

// Only describes the body; RuleReader reads and checks it.

/// <summary>Which version to go back to.</summary>
/// <param name="Version">An earlier version of the rule.</param>
public sealed record RollbackRequest([property: Range(1, int.MaxValue)] int Version);
