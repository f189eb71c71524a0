using LeadScoring.Api.Http;
using LeadScoring.Core.Trends;

namespace LeadScoring.Api.Trends;

/// <summary>What the events of one type did to a lead's score.</summary>
/// <param name="EventType">The type.</param>
/// <param name="Events">How many events of the type there are.</param>
/// <param name="Unscored">How many of them no active rule applied to.</param>
/// <param name="Change">The sum of what they changed, after the clamps to the bounds.</param>
/// <param name="LastAt">When the newest of them happened.</param>
public sealed record TypeContributionJson(string EventType, long Events, long Unscored, long Change, DateTimeOffset LastAt)
{
    public static TypeContributionJson Of(TypeContribution type) =>
        new(type.EventType, type.Events, type.Unscored, type.Change, type.LastAtMs.ToTime());
}
