using LeadScoring.Api.Http;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Trends;

namespace LeadScoring.Api.Trends;

/// <summary>From the domain to the contracts of the API, and back.</summary>
internal static class TrendMapping
{
    public static TrendResponse ToResponse(this LeadTrend trend, string leadId) => new(
        leadId, trend.FromMs.ToTime(), trend.ToMs.ToTime(), trend.StartScore, trend.IsExact, [.. trend.Points.Select(x => x.ToResponse())],
        trend.Bounds.Min, trend.Bounds.Max);

    public static TrendPointResponse ToResponse(this TrendPoint point) => new(point.AtMs.ToTime(), point.Score, point.Events, point.Late);

    public static TrendListResponse ToResponse(this IReadOnlyList<LeadScores> leads, long fromMs, long toMs) => new(
        fromMs.ToTime(), toMs.ToTime(), [.. leads.Select(l => new LeadScoresResponse(l.LeadId, l.Scores))]);

    public static LeadReasonListResponse ToResponse(this IReadOnlyList<LeadReason> leads) =>
        new([.. leads.Select(l => new LeadReasonResponse(l.LeadId, l.Headline, l.AtMs?.ToTime(), l.Rest))]);

    public static ContributionsResponse ToResponse(this LeadContributions all, string leadId, int maxTypes) => new(
        leadId, all.Score, all.Events, new(all.EarlierEvents, all.EarlierChange), [.. all.Types.Take(maxTypes).Select(x => x.ToResponse())],
        all.Types.Count > maxTypes ? Sum([.. all.Types.Skip(maxTypes)]) : null);

    private static OtherTypesResponse Sum(IReadOnlyList<TypeContribution> others) =>
        new(others.Count, others.Sum(t => t.Events), others.Sum(t => t.Unscored), others.Sum(t => t.Change));

    public static TypeContributionResponse ToResponse(this TypeContribution type) =>
        new(type.EventType, type.Events, type.Unscored, type.Change, type.Points, type.LastAtMs.ToTime());
}
