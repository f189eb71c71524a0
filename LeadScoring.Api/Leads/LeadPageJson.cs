using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>A page of leads.</summary>
/// <param name="Leads">In the order asked for.</param>
/// <param name="Total">All leads that match.</param>
/// <param name="TotalIsLowerBound">There are more; they were not counted.</param>
/// <param name="Page">Which page this is, from 1.</param>
/// <param name="Pages">How many pages can be reached.</param>
public sealed record LeadPageJson(IReadOnlyList<LeadJson> Leads, long Total, bool TotalIsLowerBound, int Page, long Pages)
{
    public static LeadPageJson Of(LeadPage page, int number, int limit) => new(
        [.. page.Leads.Select(LeadJson.Of)], page.Total, page.TotalIsLowerBound, number,
        Math.Min((page.Total + limit - 1) / limit, LeadQuery.MaxDepth / limit));
}
