using System.Globalization;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Events;

/// <summary>What leads did and what it made of their scores. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class EventsClient(ApiHttp api)
{
    private const int WaitSeconds = 2;

    /// <summary>The ledger, newest line first.</summary>
    public Task<LedgerPage> LedgerAsync(string leadId, int limit, CancellationToken ct) =>
        api.GetAsync<LedgerPage>($"{Lead(leadId)}/history?order=newest&limit={limit}", ct);

    /// <summary>The score over the events up to a time, as it was believed to be at a time (null: as it is known now), newest line first.</summary>
    public Task<ScoreAt> AsOfAsync(string leadId, DateTimeOffset at, DateTimeOffset? knownAt, int limit, CancellationToken ct) =>
        api.GetAsync<ScoreAt>($"{Lead(leadId)}/score?order=newest&limit={limit}&at={Iso(at)}{(knownAt is { } known ? $"&knownAt={Iso(known)}" : "")}", ct);

    public Task<EventPage> ListAsync(string leadId, int limit, CancellationToken ct) => api.GetAsync<EventPage>($"{Lead(leadId)}/events?limit={limit}", ct);

    /// <param name="from">Null: from the first event on.</param>
    public Task<Trend> TrendAsync(string leadId, DateTimeOffset? from, CancellationToken ct) =>
        api.GetAsync<Trend>($"{Lead(leadId)}/trend?points=400{(from is { } since ? $"&from={Iso(since)}" : "")}", ct);

    /// <summary>The scores of up to 100 leads over the last two weeks.</summary>
    public Task<LeadTrends> TrendsAsync(IEnumerable<string> leadIds, int points, CancellationToken ct) =>
        api.GetAsync<LeadTrends>($"/api/leads/trends?points={points}{string.Concat(leadIds.Select(id => $"&leadId={Uri.EscapeDataString(id)}"))}", ct);

    public Task<Contributions> ContributionsAsync(string leadId, CancellationToken ct) => api.GetAsync<Contributions>($"{Lead(leadId)}/contributions", ct);

    /// <summary>Waits a moment for the result; without one, the event is queued.</summary>
    public Task<SubmittedJob> SubmitAsync(EventInput submitted, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/events") { Content = JsonContent.Create(submitted) };
        request.Headers.Add("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={WaitSeconds}"));
        return api.SendAsync<SubmittedJob>(request, ct);
    }

    private static string Lead(string id) => $"/api/leads/{Uri.EscapeDataString(id)}";

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
