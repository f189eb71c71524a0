using LeadScoring.Api.Http;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Trends;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Trends;

/// <summary>What a list of leads shows beside each: little, of many, and always up to now.</summary>
internal static class TrendsEndpoint
{
    public const int MaxLeads = 100;
    public const int MinPoints = 2;
    public const int MaxPoints = 60;
    public const int DefaultPoints = 24;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(14);

    public static async Task<Results<Ok<TrendListResponse>, ProblemHttpResult>> ReadAsync(
        ITrendStore store, TimeProvider time, [FromQuery] string[]? leadId, string? from, string? points, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (fields, toMs) = (new QueryFields(), now.ToUnixTimeMilliseconds());
        var ids = (leadId ?? []).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count is 0 or > MaxLeads) fields.Errors.Add("leadId", $"Send 1 to {MaxLeads} lead ids, each as a leadId of its own.");
        var fromMs = fields.Time("from", from) ?? (now - DefaultSpan).ToUnixTimeMilliseconds();
        if (fromMs >= toMs) fields.Errors.Add("from", "Must be before now.");
        var size = fields.Integer("points", points, DefaultPoints, MinPoints, MaxPoints);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        return TypedResults.Ok((await store.ScoresAsync(ids, fromMs, toMs, size, ct)).ToResponse(fromMs, toMs));
    }
}
