using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Trends;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Trends;

internal static class TrendEndpoints
{
    private const int DefaultTypes = 100;
    private static readonly TimeSpan ReasonSpan = TimeSpan.FromDays(14);

    public static void MapTrends(this IEndpointRouteBuilder app)
    {
        var leads = app.MapGroup("/api/leads").WithTags("Trends");
        leads.MapGet("/trends", TrendsAsync).WithName("leadTrends");
        leads.MapGet("/reasons", ReasonsAsync).WithName("leadReasons");
        leads.MapGet("/{id}/trend", TrendAsync).WithName("leadTrend").Refuses(404);
        leads.MapGet("/{id}/contributions", ContributionsAsync).WithName("leadContributions").Refuses(404);
    }

    /// <summary>Scores of several leads over time, up to now</summary>
    /// <remarks>
    /// For small charts beside a list. Each lead's score at `points` equally spaced times, the first one `from`, the last one now; the last
    /// score is the lead's current one, which also counts events that are stamped ahead of now.
    /// </remarks>
    /// <response code="200">The scores.</response>
    internal static async Task<Results<Ok<TrendListResponse>, ProblemHttpResult>> TrendsAsync(
        [AsParameters] TrendListQuery query, ITrendStore store, TimeProvider time, CancellationToken ct)
    {
        var (fromMs, toMs) = query.Span(time.GetUtcNow());
        if (fromMs >= toMs) return Problems.Invalid("from", "Must be before now.");
        return TypedResults.Ok((await store.ScoresAsync(query.LeadIds(), fromMs, toMs, query.Points ?? TrendListQuery.DefaultPoints, ct)).ToResponse(fromMs, toMs));
    }

    /// <summary>Why each of several leads is worth a call, in one line</summary>
    /// <remarks>
    /// `headline` names an event type of the last 14 days by the description of its rule: of the types that did at least a tenth of what raised the score, the one whose single
    /// events are worth most. At the maximum score, where nothing can raise it, the points count. Of equal types, that of the newer event. Events of 0 points are a reason only when there are no others. `rest` is up to two further facts: what the
    /// newest event of the headline was about, and the next types. Counts are of a lead's newest 200 events of these days. Without any, `headline` is its newest event.
    /// </remarks>
    /// <response code="200">The reasons.</response>
    internal static async Task<Ok<LeadReasonListResponse>> ReasonsAsync(
        [AsParameters] ReasonListQuery query, ITrendStore store, TimeProvider time, CancellationToken ct) =>
        TypedResults.Ok((await store.ReasonsAsync(query.LeadIds(), (time.GetUtcNow() - ReasonSpan).ToUnixTimeMilliseconds(), ct)).ToResponse());

    /// <summary>A lead's score over time, for a chart</summary>
    /// <remarks>
    /// One point per event where there are at most `points` of them from `from` to `to`, and `exact` is true. Otherwise that time is cut into
    /// `points` buckets of equal width, and those that hold events are a point each, so that a long history costs little.
    /// </remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a901">The lead's id.</param>
    /// <response code="200">The trend.</response>
    /// <response code="404">No lead has this id.</response>
    internal static async Task<Results<Ok<TrendResponse>, ProblemHttpResult>> TrendAsync(
        string id, [AsParameters] TrendQuery query, ITrendStore store, TimeProvider time, CancellationToken ct)
    {
        var toMs = query.To?.UnixMs ?? time.GetUtcNow().ToUnixTimeMilliseconds();
        if (query.From?.UnixMs >= toMs) return Problems.Invalid("from", "Must be before to, which is now when it is left out.");
        var trend = await store.TrendAsync(id, query.From?.UnixMs, toMs, query.Points ?? TrendQuery.DefaultPoints, ct);
        return trend is null ? LeadEndpoints.Unknown("id") : TypedResults.Ok(trend.ToResponse(id));
    }

    /// <summary>What a lead's score is made of, by event type</summary>
    /// <remarks>
    /// `earlier.change`, the `change` of all `types` and that of `other` sum to `score`, in every answer. The newest 10,000 events are told
    /// apart by type.
    /// </remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a901">The lead's id.</param>
    /// <param name="limit">How many types at most, those with the largest changes; the rest is summed up in `other`.</param>
    /// <response code="200">The types, the largest change first.</response>
    /// <response code="404">No lead has this id.</response>
    internal static async Task<Results<Ok<ContributionsResponse>, ProblemHttpResult>> ContributionsAsync(
        string id, [WholeNumber(1, 1000), DefaultValue(DefaultTypes)] int? limit, ITrendStore store, CancellationToken ct) =>
        await store.ContributionsAsync(id, ct) is { } all ? TypedResults.Ok(all.ToResponse(id, limit ?? DefaultTypes)) : LeadEndpoints.Unknown("id");
}

/// <summary>Which part of a lead's time, and how finely.</summary>
public sealed record TrendQuery
{
    public const int DefaultPoints = 200;

    /// <summary>Where it begins, inclusive. By default when the first event happened (without events, when the lead was created), but not after `to`. For example `2026-01-01T00:00:00Z`.</summary>
    public QueryTime? From { get; init; }

    /// <summary>Where it ends, inclusive; by default now. For example `2026-02-01T00:00:00Z`.</summary>
    public QueryTime? To { get; init; }

    /// <summary>How many points at most.</summary>
    [WholeNumber(2, 500), DefaultValue(DefaultPoints)]
    public int? Points { get; init; }
}

/// <summary>What a list of leads shows beside each: little, of many, and always up to now.</summary>
public sealed record TrendListQuery : IValidatableObject
{
    public const int DefaultPoints = 24;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(14);

    /// <summary>The leads, 1 to 100, each as a `leadId` of its own. Those that do not exist are left out of the answer. For example `019c1f2e5a7b7c41a0f3d2b4c6e8a901`.</summary>
    public string[]? LeadId { get; init; }

    /// <summary>The first time, before now; by default 14 days ago. For example `2026-01-01T00:00:00Z`.</summary>
    public QueryTime? From { get; init; }

    /// <summary>How many times.</summary>
    [WholeNumber(2, 60), DefaultValue(DefaultPoints)]
    public int? Points { get; init; }

    public List<string> LeadIds() => ListedLeads.Distinct(LeadId);

    public (long FromMs, long ToMs) Span(DateTimeOffset now) => (From?.UnixMs ?? (now - DefaultSpan).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => ListedLeads.Validate(LeadId);
}

/// <summary>Which leads to tell the reasons of.</summary>
public sealed record ReasonListQuery : IValidatableObject
{
    /// <summary>The leads, 1 to 100, each as a `leadId` of its own. Those that do not exist are left out of the answer. For example `019c1f2e5a7b7c41a0f3d2b4c6e8a901`.</summary>
    public string[]? LeadId { get; init; }

    public List<string> LeadIds() => ListedLeads.Distinct(LeadId);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => ListedLeads.Validate(LeadId);
}

/// <summary>The leads of a query about several. Not a base class of such queries, since parameters are bound to a query's own properties only.</summary>
internal static class ListedLeads
{
    private const int Max = 100;

    public static List<string> Distinct(string[]? ids) => [.. (ids ?? []).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal)];

    public static IEnumerable<ValidationResult> Validate(string[]? ids)
    {
        if (Distinct(ids).Count is 0 or > Max) yield return new($"Send 1 to {Max} lead ids, each as a leadId of its own.", ["leadId"]);
    }
}
