using System.ComponentModel.DataAnnotations;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Rules;

namespace LeadScoring.Api.Rules;

// Only describes the body; RuleReader reads and checks it.

/// <summary>A version of a rule that is only thought of.</summary>
/// <param name="EventType">Events of this type.</param>
/// <param name="Points">What each would be worth; may be negative.</param>
/// <param name="Active">Left out: as it is now; true for a new type.</param>
/// <param name="Description">Makes no difference.</param>
/// <param name="AppliesTo">new (default): from now on; all: from the beginning of time.</param>
/// <param name="Thresholds">Scores of which to count who would cross them.</param>
public sealed record PreviewRequest(
    [property: MaxLength(64)] string EventType, [property: Range(-1_000_000, 1_000_000)] int Points, bool? Active = null,
    [property: MaxLength(500)] string? Description = null, [property: OneOf("new", RuleReader.All)] string? AppliesTo = null,
    [property: MaxLength(RuleReader.MaxThresholds)] IReadOnlyList<long>? Thresholds = null)
{
    internal RuleDraft ToDraft() => new(EventType, Points, Active, Description, AppliesTo == RuleReader.All, null);
}
