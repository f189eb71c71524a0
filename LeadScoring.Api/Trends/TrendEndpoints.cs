using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Trends;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Trends;

internal static class TrendEndpoints
{
    public const int MinPoints = 2;
    public const int MaxPoints = 500;
    public const int DefaultPoints = 200;

    public static void MapTrends(this IEndpointRouteBuilder app)
    {
        var leads = app.MapGroup("/api/leads").WithTags("Trends");
        leads.MapGet("/trends", TrendsEndpoint.ReadAsync).WithDoc(TrendDocs.Trends);
        leads.MapGet("/{id}/trend", TrendAsync).WithDoc(TrendDocs.Trend);
        leads.MapGet("/{id}/contributions", ContributionsAsync).WithDoc(TrendDocs.Contributions);
    }

    private static async Task<Results<Ok<TrendResponse>, ProblemHttpResult>> TrendAsync(
        string id, ITrendStore store, TimeProvider time, string? from, string? to, string? points, CancellationToken ct)
    {
        var fields = new QueryFields();
        var fromMs = fields.Time("from", from);
        var toMs = fields.Time("to", to) ?? time.GetUtcNow().ToUnixTimeMilliseconds();
        var size = fields.Integer("points", points, DefaultPoints, MinPoints, MaxPoints);
        if (fromMs >= toMs && !fields.Errors.Any) fields.Errors.Add("from", "Must be before to, which is now when it is left out.");
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        var trend = await store.TrendAsync(id, fromMs, toMs, size, ct);
        return trend is null ? LeadEndpoints.Unknown("id") : TypedResults.Ok(trend.ToResponse(id));
    }

    private static async Task<Results<Ok<ContributionsResponse>, ProblemHttpResult>> ContributionsAsync(string id, ITrendStore store, CancellationToken ct) =>
        await store.ContributionsAsync(id, ct) is { } all ? TypedResults.Ok(all.ToResponse(id)) : LeadEndpoints.Unknown("id");
}
