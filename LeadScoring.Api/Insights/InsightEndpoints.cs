using System.ComponentModel;
using LeadScoring.Contracts.Insights;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Insights;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Insights;

internal static class InsightEndpoints
{
    private const int DefaultDays = 30;
    private const int MaxDays = 92;

    public static void MapInsights(this IEndpointRouteBuilder app)
    {
        var insights = app.MapGroup("/api/insights").WithTags("Insights");
        insights.MapGet("/types", TypesAsync).WithName("typeInsights");
        insights.MapGet("/activity", ActivityAsync).WithName("activityInsights");
        insights.MapGet("/leads", LeadsAsync).WithName("leadInsights");
        insights.MapGet("/conversion", ConversionAsync).WithName("conversionInsights");
    }

    /// <summary>What each event type did in the last days</summary>
    /// <remarks>The days are in UTC, the last one is today. Events of today that are stamped ahead of now count, too.</remarks>
    /// <param name="days">How many days.</param>
    /// <response code="200">The types, most events first.</response>
    internal static async Task<Ok<TypeActivityListResponse>> TypesAsync(
        [WholeNumber(1, MaxDays), DefaultValue(DefaultDays)] int? days, IInsightStore store, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var to = DateOnly.FromDateTime(now.UtcDateTime);
        var from = to.AddDays(1 - (days ?? DefaultDays));
        var (first, last) = ActivitySummary.UtcDays(from, to, TimeZoneInfo.Utc);
        return TypedResults.Ok((await store.EventsAsync(first, last, ct)).ToResponse(from, to, now));
    }

    /// <summary>Events by type, day, hour of the week and delay</summary>
    /// <remarks>
    /// Comes from counts by the hour, never from the events themselves. Points are what the rules give at the beginning of each hour, so in the hour in
    /// which a version took effect all events count as before it.
    /// </remarks>
    /// <response code="200">The sums.</response>
    internal static async Task<Ok<ActivityResponse>> ActivityAsync([AsParameters] ActivityQuery query, IInsightStore store, TimeProvider time, CancellationToken ct)
    {
        var zone = query.Zone();
        var (from, to) = query.Days(time.GetUtcNow());
        var (first, last) = ActivitySummary.UtcDays(from, to, zone);
        var activity = await store.EventsAsync(first, last, ct);
        return TypedResults.Ok(ActivitySummary.Of(activity, from, to, zone).ToResponse(zone, activity.Rules, time.GetUtcNow()));
    }

    /// <summary>Leads by status and score, and the companies whose people are active</summary>
    /// <remarks>All leads as they are now, counted in memory. Companies are counted at most twice a minute.</remarks>
    /// <param name="days">How many days back somebody counts as active.</param>
    /// <response code="200">The leads as they are now.</response>
    internal static async Task<Ok<LeadInsightsResponse>> LeadsAsync(
        [WholeNumber(1, MaxDays), DefaultValue(DefaultDays)] int? days, IInsightStore store, TimeProvider time, CancellationToken ct)
    {
        var span = days ?? DefaultDays;
        var overview = await store.LeadsAsync(time.GetUtcNow().AddDays(-span).ToUnixTimeMilliseconds(), ct);
        return TypedResults.Ok(overview.ToResponse(await store.CompaniesAsync(span, ct)));
    }

    /// <summary>Whether high scores become customers</summary>
    /// <remarks>
    /// Of the leads that were open some days ago, by the score that they had then as it is known now: how many are customers today. It walks over all leads, so
    /// the first answer may be `working`; later ones are kept for hours.
    /// </remarks>
    /// <param name="days">How many days ago.</param>
    /// <response code="200">Leads and customers by score.</response>
    internal static async Task<Ok<ConversionResponse>> ConversionAsync(
        [WholeNumber(1, MaxDays), DefaultValue(DefaultDays)] int? days, IInsightStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.ConversionAsync(days ?? DefaultDays, ct)).ToResponse());
}
