using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Leads;

namespace LeadScoring.Api.Trends;

internal static class TrendDocs
{
    private const string LeadId = "019c1f2e5a7b7c41a0f3d2b4c6e8a901";
    private const string NoLead = "No lead has this id.";
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);

    public static OperationDoc Trend => new OperationDoc("leadTrend", "A lead's score over time, for a chart", """
        One point per event where there are at most `points` of them from `from` to `to`, and `exact` is true. Otherwise that time is cut into
        `points` buckets of equal width, and those that hold events are a point each, so that a long history costs little.
        """)
        .Path("id", "The lead's id.", LeadId)
        .Query("from", "Where it begins, inclusive. By default when the first event happened (without events, when the lead was created), but not after `to`.", null, "2026-01-01T00:00:00Z")
        .Query("to", "Where it ends, inclusive; by default now.", null, "2026-02-01T00:00:00Z")
        .Query("points", "How many points at most.", Schemas.Integer(TrendEndpoints.MinPoints, TrendEndpoints.MaxPoints, TrendEndpoints.DefaultPoints))
        .Answer(200, "The trend.", new TrendResponse(
            LeadId, At.AddDays(-4), At.AddDays(1), 5, true, [new TrendPointResponse(At.AddDays(-1), 105, 1, 1), new TrendPointResponse(At, 155, 1, 0)], 0, 1000))
        .Invalid("from", "Must be before to, which is now when it is left out.").NotFound("id", NoLead).Unavailable();

    public static OperationDoc Trends => new OperationDoc("leadTrends", "Scores of several leads over time, up to now", """
        For small charts beside a list. Each lead's score at `points` equally spaced times, the first one `from`, the last one now; the last
        score is the lead's current one, which also counts events that are stamped ahead of now.
        """)
        .Query("leadId", $"The leads, 1 to {TrendsEndpoint.MaxLeads}: `leadId=a&leadId=b`. Those that do not exist are left out of the answer.", Schemas.Texts(TrendsEndpoint.MaxLeads), LeadId)
        .Query("from", "The first time, before now; by default 14 days ago.", null, "2026-01-01T00:00:00Z")
        .Query("points", "How many times.", Schemas.Integer(TrendsEndpoint.MinPoints, TrendsEndpoint.MaxPoints, TrendsEndpoint.DefaultPoints))
        .Answer(200, "The scores.", new TrendListResponse(At.AddDays(-2), At, [new LeadScoresResponse(LeadId, [5, 105, 155])]))
        .Invalid("leadId", "Send 1 to 100 lead ids, each as a leadId of its own.").Unavailable();

    public static OperationDoc Contributions => new OperationDoc("leadContributions", "What a lead's score is made of, by event type", """
        `earlier.change` and the `change` of all `types` sum to `score`, in every answer. The newest 10,000 events are told apart by type.
        """)
        .Path("id", "The lead's id.", LeadId)
        .Answer(200, "The types, the largest change first.", new ContributionsResponse(
            LeadId, 155, 4, new EarlierEventsResponse(0, 0), [new TypeContributionResponse("purchase", 1, 0, 100, At.AddDays(-1)), new TypeContributionResponse("demo_request", 1, 0, 50, At), new TypeContributionResponse("page_view", 2, 1, 5, At)]))
        .NotFound("id", NoLead).Unavailable();
}
