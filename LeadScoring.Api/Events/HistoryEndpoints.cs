using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Events;
using LeadScoring.Core.Events;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Events;

internal static class HistoryEndpoints
{
    public const int MaxLimit = 1000;

    public static void MapLeadHistory(this IEndpointRouteBuilder app)
    {
        var lead = app.MapGroup("/api/leads/{id}").WithTags("Events");
        lead.MapGet("/events", EventsAsync).WithDoc(EventDocs.Events);
        lead.MapGet("/history", HistoryAsync).WithDoc(EventDocs.History);
        lead.MapGet("/score", ScoreEndpoint.ReadAsync).WithDoc(EventDocs.Score);
    }

    private static async Task<Results<Ok<EventPageResponse>, ProblemHttpResult>> EventsAsync(
        string id, IEventStore store, string? limit, string? cursor, CancellationToken ct)
    {
        var fields = new QueryFields();
        var size = fields.Integer("limit", limit, 100, 1, MaxLimit);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        var page = await store.ListAsync(id, Given(cursor), size, ct);
        return page is null ? LeadEndpoints.Unknown("id") : TypedResults.Ok(page.ToResponse());
    }

    private static async Task<Results<Ok<HistoryResponse>, ProblemHttpResult>> HistoryAsync(
        string id, IEventStore store, string? order, string? limit, string? cursor, CancellationToken ct)
    {
        var fields = new QueryFields();
        var by = LedgerOrders.Read(fields, order);
        var size = fields.Integer("limit", limit, 100, 1, MaxLimit);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        var page = await store.LedgerAsync(id, by, Given(cursor), size, ct);
        return page is null ? LeadEndpoints.Unknown("id") : TypedResults.Ok(page.ToResponse());
    }

    private static string? Given(string? cursor) => string.IsNullOrEmpty(cursor) ? null : cursor;
}
