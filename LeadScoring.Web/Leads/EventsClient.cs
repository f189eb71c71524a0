using System.Globalization;
using LeadScoring.Contracts.Events;
using LeadScoring.Contracts.Leads;
using LeadScoring.Contracts.Queue;
using LeadScoring.Web.Http;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Leads;

/// <summary>A lead's events, ledger and score over time. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class EventsClient(ApiHttp api)
{
    private const int WaitSeconds = 2;
    private const int TrendPoints = 400;

    /// <summary>The ledger, newest line first.</summary>
    public Task<HistoryResponse> LedgerAsync(string leadId, int limit, CancellationToken ct) =>
        api.GetAsync<HistoryResponse>($"{Lead(leadId)}/history?order=newest&limit={limit}", ct);

    /// <summary>The score over the events up to a time, with what was known at a time (null: now), newest line first.</summary>
    public Task<ScoreAsOfResponse> AsOfAsync(string leadId, DateTimeOffset at, DateTimeOffset? knownAt, int limit, CancellationToken ct) =>
        api.GetAsync<ScoreAsOfResponse>($"{Lead(leadId)}/score?order=newest&limit={limit}&at={RelativeTime.Iso(at)}{(knownAt is { } known ? $"&knownAt={RelativeTime.Iso(known)}" : "")}", ct);

    /// <summary>The events, newest first.</summary>
    public Task<EventPageResponse> ListAsync(string leadId, int limit, CancellationToken ct) => api.GetAsync<EventPageResponse>($"{Lead(leadId)}/events?limit={limit}", ct);

    /// <param name="from">Null: from the first event on.</param>
    public Task<TrendResponse> TrendAsync(string leadId, DateTimeOffset? from, CancellationToken ct) =>
        api.GetAsync<TrendResponse>($"{Lead(leadId)}/trend?points={TrendPoints}{(from is { } since ? $"&from={RelativeTime.Iso(since)}" : "")}", ct);

    /// <summary>The scores of up to 100 leads over the last two weeks.</summary>
    public Task<TrendListResponse> TrendsAsync(IEnumerable<string> leadIds, int points, CancellationToken ct) =>
        api.GetAsync<TrendListResponse>($"/api/leads/trends?points={points}{string.Concat(leadIds.Select(id => $"&leadId={Uri.EscapeDataString(id)}"))}", ct);

    /// <summary>Why each of up to 100 leads is where it is.</summary>
    public Task<LeadReasonListResponse> ReasonsAsync(IEnumerable<string> leadIds, CancellationToken ct) =>
        api.GetAsync<LeadReasonListResponse>($"/api/leads/reasons?{string.Join('&', leadIds.Select(id => $"leadId={Uri.EscapeDataString(id)}"))}", ct);

    public Task<ContributionsResponse> ContributionsAsync(string leadId, CancellationToken ct) => api.GetAsync<ContributionsResponse>($"{Lead(leadId)}/contributions", ct);

    /// <summary>Waits up to 2 s for the result.</summary>
    /// <returns>Without a result when the event is queued and not scored yet; the state is null then, since the API answers 202 with another body.</returns>
    public Task<JobResponse> SubmitAsync(EventRequest submitted, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/events") { Content = ApiHttp.Json(submitted) };
        request.Headers.Add("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={WaitSeconds}"));
        return api.SendAsync<JobResponse>(request, ct);
    }

    private static string Lead(string id) => $"/api/leads/{Uri.EscapeDataString(id)}";
}
