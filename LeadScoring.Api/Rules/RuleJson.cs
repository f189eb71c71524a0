using LeadScoring.Api.Http;
using LeadScoring.Core.Rules;

namespace LeadScoring.Api.Rules;

/// <summary>One version of a rule.</summary>
/// <param name="EffectiveFrom">Null: from the beginning of time.</param>
public record RuleJson(
    string EventType, int Points, bool Active, string Description, int Version, DateTimeOffset? EffectiveFrom,
    DateTimeOffset PublishedAt, string? PublishedBy)
{
    public static RuleJson Of(RuleVersion v) => new(
        v.EventType, v.Points, v.Active, v.Description, v.Version, v.EffectiveFromMs.ToTime(), v.PublishedAtMs.ToTime(), v.PublishedBy);
}
