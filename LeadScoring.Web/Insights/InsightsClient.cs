using LeadScoring.Contracts.Insights;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Insights;

/// <summary>What happened in all. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class InsightsClient(ApiHttp api)
{
    public Task<ActivityResponse> ActivityAsync(InsightRange range, string timeZone, CancellationToken ct) =>
        api.GetAsync<ActivityResponse>($"/api/insights/activity?from={range.From:yyyy-MM-dd}&to={range.To:yyyy-MM-dd}&timeZone={Uri.EscapeDataString(timeZone)}", ct);

    public Task<LeadInsightsResponse> LeadsAsync(int days, CancellationToken ct) => api.GetAsync<LeadInsightsResponse>($"/api/insights/leads?days={days}", ct);

    public Task<ConversionResponse> ConversionAsync(CancellationToken ct) => api.GetAsync<ConversionResponse>("/api/insights/conversion", ct);
}
