using LeadScoring.Api.Http;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Events;
using LeadScoring.Core.Events;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Events;

internal static class ScoreEndpoint
{
    public static async Task<Results<Ok<ScoreAsOfResponse>, ProblemHttpResult>> ReadAsync(
        string id, IEventStore store, string? at, string? knownAt, string? order, string? limit, string? cursor, CancellationToken ct)
    {
        var fields = new QueryFields();
        var (atMs, knownAtMs) = (fields.Time("at", at), fields.Time("knownAt", knownAt));
        var by = LedgerOrders.Read(fields, order);
        var size = fields.Integer("limit", limit, 100, 1, HistoryEndpoints.MaxLimit);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        var score = await store.ScoreAsync(id, atMs, knownAtMs, by, string.IsNullOrEmpty(cursor) ? null : cursor, size, ct);
        return score is null ? LeadEndpoints.Unknown("id") : TypedResults.Ok(score.ToResponse(id, atMs, knownAtMs));
    }
}
