using LeadScoring.Api.Http;
using LeadScoring.Core.Rules;

namespace LeadScoring.Api.Rules;

/// <summary>One version of a rule.</summary>
/// <param name="EventType">Events of this type.</param>
/// <param name="Points">What each is worth.</param>
/// <param name="Active">Inactive: 0 points, shown as unscored.</param>
/// <param name="Description">For people.</param>
/// <param name="Version">From 1, per type.</param>
/// <param name="EffectiveFrom">Null: from the beginning of time.</param>
/// <param name="PublishedAt">When it was published.</param>
/// <param name="PublishedBy">Who did; null when not known.</param>
public record RuleJson(
    string EventType, int Points, bool Active, string Description, int Version, DateTimeOffset? EffectiveFrom,
    DateTimeOffset PublishedAt, string? PublishedBy)
{
    public static RuleJson Of(RuleVersion v) => new(
        v.EventType, v.Points, v.Active, v.Description, v.Version, v.EffectiveFromMs.ToTime(), v.PublishedAtMs.ToTime(), v.PublishedBy);
}
