using System.ComponentModel.DataAnnotations;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Rules;

namespace LeadScoring.Api.Rules;

// Only describes the body; RuleReader reads and checks it.

/// <summary>A version of a rule as a client sends it.</summary>
/// <param name="Points">What an event is worth; may be negative.</param>
/// <param name="Active">Left out: as it is now; true for a new type.</param>
/// <param name="Description">At most 500 characters. Left out: as it is now.</param>
/// <param name="AppliesTo">new (default): from now on; all: from the beginning of time.</param>
public sealed record RuleRequest(
    [property: Range(-1_000_000, 1_000_000)] int Points, bool? Active = null, [property: MaxLength(500)] string? Description = null,
    [property: OneOf("new", RuleReader.All)] string? AppliesTo = null)
{
    internal RuleDraft ToDraft(string eventType, int? expectedVersion) =>
        new(eventType, Points, Active, Description, AppliesTo == RuleReader.All, null, expectedVersion);
}
