using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Events;
using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Events;

/// <summary>A lead's events, its ledger, and its score as of a time.</summary>
internal static class LedgerEndpoints
{
    public const int MaxLimit = 1000;

    public static void MapLedger(this IEndpointRouteBuilder app)
    {
        var lead = app.MapGroup("/api/leads/{id}").WithTags("Events");
        lead.MapGet("/events", EventsAsync).WithDoc(EventDocs.Events);
        lead.MapGet("/history", HistoryAsync).WithDoc(EventDocs.History);
        lead.MapGet("/score", ScoreAsync).WithDoc(EventDocs.Score);
    }

    private static async Task<Results<Ok<EventPageResponse>, ProblemHttpResult>> EventsAsync(
        string id, IEventStore store, string? limit, string? cursor, CancellationToken ct)
    {
        var fields = new QueryFields();
        var size = fields.Integer("limit", limit, 100, 1, MaxLimit);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        if (await store.ListAsync(id, OrNull(cursor), size, ct) is not { } page) return LeadEndpoints.Unknown("id");
        return TypedResults.Ok(new EventPageResponse([.. page.Items.Select(ToResponse)], page.Next));
    }

    private static async Task<Results<Ok<HistoryResponse>, ProblemHttpResult>> HistoryAsync(
        string id, IEventStore store, string? order, string? limit, string? cursor, CancellationToken ct)
    {
        var fields = new QueryFields();
        var by = LedgerOrders.Read(fields, order);
        var size = fields.Integer("limit", limit, 100, 1, MaxLimit);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        if (await store.LedgerAsync(id, by, OrNull(cursor), size, ct) is not { } page) return LeadEndpoints.Unknown("id");
        return TypedResults.Ok(new HistoryResponse([.. page.Items.Select(ToResponse)], page.Next));
    }

    private static async Task<Results<Ok<ScoreAsOfResponse>, ProblemHttpResult>> ScoreAsync(
        string id, IEventStore store, string? at, string? knownAt, string? order, string? limit, string? cursor, CancellationToken ct)
    {
        var fields = new QueryFields();
        var (atMs, knownAtMs) = (fields.Time("at", at), fields.Time("knownAt", knownAt));
        var by = LedgerOrders.Read(fields, order);
        var size = fields.Integer("limit", limit, 100, 1, MaxLimit);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        if (await store.ScoreAsync(id, atMs, knownAtMs, by, OrNull(cursor), size, ct) is not { } score) return LeadEndpoints.Unknown("id");
        return TypedResults.Ok(new ScoreAsOfResponse(
            id, atMs.ToTime(), knownAtMs.ToTime(), score.Score, score.Events, [.. score.Lines.Select(ToResponse)], score.Next));
    }

    private static string? OrNull(string? cursor) => string.IsNullOrEmpty(cursor) ? null : cursor;

    private static EventResponse ToResponse(StoredEvent e) =>
        new(e.EventId, e.EventType, e.LeadId, e.TimestampMs.ToTime(), e.Metadata, e.ProcessedAtMs.ToTime(), e.Late);

    private static LedgerRowResponse ToResponse(LedgerEntry e) => new(
        e.TimestampMs.ToTime(), e.EventId, e.EventType, e.Points, e.Change, e.PreviousScore, e.Score, e.RuleVersion,
        e.ProcessedAtMs.ToTime(), e.Late, e.Unscored, e.Metadata);
}

/// <summary>The orders of a ledger as they are spelt in queries.</summary>
internal static class LedgerOrders
{
    public const string Default = "oldest";

    private static readonly Dictionary<string, LedgerOrder> ByName = new(StringComparer.Ordinal)
    {
        [Default] = LedgerOrder.OldestFirst,
        ["newest"] = LedgerOrder.NewestFirst,
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static LedgerOrder Read(QueryFields fields, string? order) => fields.Choice("order", order, LedgerOrder.OldestFirst, ByName);
}
