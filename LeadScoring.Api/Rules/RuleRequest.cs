namespace LeadScoring.Api.Rules;

/// <summary>The body of PUT /api/rules/{type}, as the OpenAPI document describes it; <see cref="RuleReader"/> reads it.</summary>
/// <param name="Points">A whole number, ±1,000,000.</param>
/// <param name="Active">Left out: as it is now; true for a new type.</param>
/// <param name="Description">At most 500 characters. Left out: as it is now.</param>
/// <param name="AppliesTo">new (default): from now on; all: from the beginning of time.</param>
public sealed record RuleRequest(int Points, bool? Active = null, string? Description = null, string? AppliesTo = null)
{
    internal bool AppliesToAll => AppliesTo == RuleReader.All;
}
