using LeadScoring.Core.Trends;

namespace LeadScoring.Api.Trends;

/// <summary>What a lead's score is made of: the change of the earlier events and those of all types sum to it.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Score">Its score.</param>
/// <param name="Events">All its events.</param>
/// <param name="Earlier">Those older than its newest 10,000, in one sum.</param>
/// <param name="Types">The newest 10,000 by type: the largest change first, whatever its sign, then by name.</param>
public sealed record ContributionsJson(
    string LeadId, long Score, long Events, EarlierJson Earlier, IReadOnlyList<TypeContributionJson> Types)
{
    public static ContributionsJson Of(string leadId, LeadContributions all) => new(
        leadId, all.Score, all.Events, new(all.EarlierEvents, all.EarlierChange), [.. all.Types.Select(TypeContributionJson.Of)]);
}
