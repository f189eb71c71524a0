using LeadScoring.Api.Http;
using LeadScoring.Api.Leads;
using LeadScoring.Core.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Events;

internal static class HistoryEndpoints
{
    private const int MaxLimit = 1000;

    public static void MapLeadHistory(this IEndpointRouteBuilder app)
    {
        var lead = app.MapGroup("/api/leads/{id}").WithTags("Events");
        lead.MapGet("/events", EventsAsync).WithSummary("A lead's events, newest first").ProducesProblem(400).ProducesProblem(404);
        lead.MapGet("/history", HistoryAsync).WithSummary("A lead's ledger, oldest first: what every point is from")
            .ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<Results<Ok<EventPageJson>, ProblemHttpResult>> EventsAsync(
        string id, IEventStore store, string? limit, string? cursor, CancellationToken ct)
    {
        var fields = new QueryFields();
        var size = fields.Integer("limit", limit, 100, 1, MaxLimit);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        var page = await store.ListAsync(id, Given(cursor), size, ct);
        return page is null ? LeadEndpoints.Unknown("id") : TypedResults.Ok(EventPageJson.Of(page));
    }

    private static async Task<Results<Ok<HistoryPageJson>, ProblemHttpResult>> HistoryAsync(
        string id, IEventStore store, string? limit, string? cursor, CancellationToken ct)
    {
        var fields = new QueryFields();
        var size = fields.Integer("limit", limit, 100, 1, MaxLimit);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        var page = await store.LedgerAsync(id, Given(cursor), size, ct);
        return page is null ? LeadEndpoints.Unknown("id") : TypedResults.Ok(HistoryPageJson.Of(page));
    }

    private static string? Given(string? cursor) => string.IsNullOrEmpty(cursor) ? null : cursor;
}
