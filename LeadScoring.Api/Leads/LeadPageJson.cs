using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Leads;

/// <param name="Pages">How many pages can be reached.</param>
public sealed record LeadPageJson(IReadOnlyList<LeadJson> Leads, long Total, bool TotalIsLowerBound, int Page, long Pages)
{
    public static LeadPageJson Of(LeadPage page, int number, int limit) => new(
        [.. page.Leads.Select(LeadJson.Of)], page.Total, page.TotalIsLowerBound, number,
        Math.Min((page.Total + limit - 1) / limit, LeadQuery.MaxDepth / limit));
}
