using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Leads;

/// <summary>Leads and lists of them. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class LeadsClient(ApiHttp api)
{
    /// <summary>Where the API answers, for users.</summary>
    public Uri Address => api.Address;

    /// <summary>The leads with the highest scores.</summary>
    /// <param name="query">Which ones, as <c>BoardQuery</c> writes it: empty, or from the question mark on.</param>
    /// <param name="limit">At most 200.</param>
    public Task<LeadPageResponse> TopAsync(string query, int limit, CancellationToken ct) =>
        api.GetAsync<LeadPageResponse>($"/api/leads{query}{(query.Length > 0 ? '&' : '?')}limit={limit}", ct);

    /// <param name="query">As <c>LeadListQuery</c> writes it: empty, or from the question mark on.</param>
    public Task<LeadPageResponse> ListAsync(string query, CancellationToken ct) => api.GetAsync<LeadPageResponse>($"/api/leads{query}", ct);

    /// <summary>The first leads whose name, e-mail address or company contains the text.</summary>
    public Task<LeadPageResponse> SearchAsync(string text, int limit, CancellationToken ct) =>
        api.GetAsync<LeadPageResponse>($"/api/leads?search={Uri.EscapeDataString(text)}&limit={limit}", ct);

    public Task<LeadResponse> FindAsync(string id, CancellationToken ct) => api.GetAsync<LeadResponse>(Path(id), ct);

    public Task<LeadResponse> CreateAsync(LeadRequest lead, CancellationToken ct) => api.SendAsync<LeadResponse>(HttpMethod.Post, "/api/leads", lead, ct);

    public Task<LeadResponse> ReplaceAsync(string id, LeadRequest lead, CancellationToken ct) => api.SendAsync<LeadResponse>(HttpMethod.Put, Path(id), lead, ct);

    /// <summary>Changes the status of up to 1,000 leads and nothing else of them; all or none.</summary>
    /// <param name="from">Only leads that are this change; null: all.</param>
    public Task<LeadStatusResponse> SetStatusAsync(IReadOnlyCollection<string> ids, string status, string? from, CancellationToken ct) =>
        api.SendAsync<LeadStatusResponse>(HttpMethod.Post, "/api/leads/status", new LeadStatusRequest([.. ids], status, from), ct);

    public Task DeleteAsync(string id, CancellationToken ct) => api.DeleteAsync(Path(id), ct);

    /// <summary>Folds the lead's events anew, and repairs what did not follow from them.</summary>
    public Task<RecalculationResponse> RecalculateAsync(string id, CancellationToken ct) => api.SendAsync<RecalculationResponse>(new HttpRequestMessage(HttpMethod.Post, $"{Path(id)}/recalculate"), ct);

    private static string Path(string id) => $"/api/leads/{Uri.EscapeDataString(id)}";
}

/// <summary>
/// A lead as lists show it. Rows are compared by value at every tick and rendered only when they differ, so a row has no more than
/// is shown: <see cref="LeadResponse"/> has metadata of up to 32 KB as well.
/// </summary>
public sealed record LeadRow(
    string Id, string Name, string Email, string? Company, string Status, long CurrentScore, long Rank, long EventCount,
    DateTimeOffset? LastEventAt, DateTimeOffset CreatedAt = default)
{
    public static LeadRow Of(LeadResponse lead) =>
        new(lead.Id, lead.Name, lead.Email, lead.Company, lead.Status, lead.CurrentScore, lead.Rank, lead.EventCount, lead.LastEventAt, lead.CreatedAt);
}
