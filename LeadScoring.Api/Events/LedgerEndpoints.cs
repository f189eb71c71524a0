using System.ComponentModel;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Events;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Events;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Events;

/// <summary>A lead's events, its ledger, and its score as of a time.</summary>
internal static class LedgerEndpoints
{
    private const string Oldest = "oldest";
    private const string Newest = "newest";

    public static void MapLedger(this IEndpointRouteBuilder app)
    {
        var lead = app.MapGroup("/api/leads/{id}").WithTags("Events");
        lead.MapGet("/events", EventsAsync).WithName("listEvents").Refuses(404);
        lead.MapGet("/history", HistoryAsync).WithName("listHistory").Refuses(404);
        lead.MapGet("/score", ScoreAsync).WithName("scoreAsOf").Refuses(404);
    }

    /// <summary>A lead's events, newest first</summary>
    /// <remarks>Pages by cursor, so that events that arrive meanwhile move nothing.</remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a901">The lead's id.</param>
    /// <response code="200">A page of events.</response>
    /// <response code="404">No lead has this id.</response>
    internal static async Task<Results<Ok<EventPageResponse>, ProblemHttpResult>> EventsAsync(
        string id, [AsParameters] CursorQuery page, IEventStore store, CancellationToken ct)
    {
        if (await store.ListAsync(id, page.CursorOrNull(), page.Size(), ct) is not { } events) return LeadEndpoints.Unknown("id");
        return TypedResults.Ok(new EventPageResponse([.. events.Items.Select(ToResponse)], events.Next));
    }

    /// <summary>A lead's ledger: where every point is from</summary>
    /// <remarks>One line per event in the order of time, or against it. `change` is after the clamp to the bounds, so the changes sum to the lead's score.</remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a901">The lead's id.</param>
    /// <param name="order">Which lines come first; they say the same in both orders. A cursor belongs to the order it was given for.</param>
    /// <response code="200">A page of the ledger.</response>
    /// <response code="404">No lead has this id.</response>
    internal static async Task<Results<Ok<HistoryResponse>, ProblemHttpResult>> HistoryAsync(
        string id, [OneOf(Oldest, Newest, OrEmpty = true), DefaultValue(Oldest)] string? order, [AsParameters] CursorQuery page, IEventStore store,
        CancellationToken ct)
    {
        if (await store.LedgerAsync(id, OrderOf(order), page.CursorOrNull(), page.Size(), ct) is not { } lines) return LeadEndpoints.Unknown("id");
        return TypedResults.Ok(new HistoryResponse([.. lines.Items.Select(ToResponse)], lines.Next));
    }

    /// <summary>A lead's score at a time, and what was known then</summary>
    /// <remarks>
    /// `at`: the score over the events up to that time. `knownAt`: as it was believed to be then, so only of the events that had been
    /// committed, at the rules that had been published. The changes of all lines sum to the score.
    /// </remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a901">The lead's id.</param>
    /// <param name="at">A time of events. For example `2026-01-05T08:30:00Z`.</param>
    /// <param name="knownAt">A time of processing. For example `2026-01-05T09:00:00Z`.</param>
    /// <param name="order">Which lines come first; they say the same in both orders. A cursor belongs to the order it was given for.</param>
    /// <response code="200">The score, and a page of what makes it up.</response>
    /// <response code="404">No lead has this id.</response>
    internal static async Task<Results<Ok<ScoreAsOfResponse>, ProblemHttpResult>> ScoreAsync(
        string id, QueryTime? at, QueryTime? knownAt, [OneOf(Oldest, Newest, OrEmpty = true), DefaultValue(Oldest)] string? order,
        [AsParameters] CursorQuery page, IEventStore store, CancellationToken ct)
    {
        var (atMs, knownAtMs) = (at?.UnixMs, knownAt?.UnixMs);
        if (await store.ScoreAsync(id, atMs, knownAtMs, OrderOf(order), page.CursorOrNull(), page.Size(), ct) is not { } score) return LeadEndpoints.Unknown("id");
        return TypedResults.Ok(new ScoreAsOfResponse(
            id, atMs.ToTime(), knownAtMs.ToTime(), score.Score, score.Events, [.. score.Lines.Select(ToResponse)], score.Next));
    }

    private static LedgerOrder OrderOf(string? order) => order == Newest ? LedgerOrder.NewestFirst : LedgerOrder.OldestFirst;

    private static EventResponse ToResponse(StoredEvent e) =>
        new(e.EventId, e.EventType, e.LeadId, e.TimestampMs.ToTime(), e.Metadata, e.ProcessedAtMs.ToTime(), e.Late);

    private static LedgerRowResponse ToResponse(LedgerEntry e) => new(
        e.TimestampMs.ToTime(), e.EventId, e.EventType, e.Points, e.Change, e.PreviousScore, e.Score, e.RuleVersion,
        e.ProcessedAtMs.ToTime(), e.Late, e.Unscored, e.Metadata);
}

/// <summary>Which page of a list that is paged by cursor.</summary>
public sealed record CursorQuery
{
    private const int DefaultLimit = 100;

    /// <summary>How many per page.</summary>
    [WholeNumber(1, 1000), DefaultValue(DefaultLimit)]
    public int? Limit { get; init; }

    /// <summary>The `next` of the answer before; leave it out to start at the beginning. For example `ZTAxNzY5ODUwMDAwMTIzfGV2dF83`.</summary>
    public string? Cursor { get; init; }

    public int Size() => Limit ?? DefaultLimit;

    public string? CursorOrNull() => string.IsNullOrEmpty(Cursor) ? null : Cursor;
}
