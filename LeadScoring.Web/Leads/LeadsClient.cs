using LeadScoring.Web.Http;

namespace LeadScoring.Web.Leads;

/// <summary>Leads and lists of them. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class LeadsClient(ApiHttp api)
{
    public Uri Address => api.Address;

    /// <param name="status">Null: all leads.</param>
    /// <param name="limit">At most 200.</param>
    public async Task<IReadOnlyList<LeadRow>> LeadersAsync(string? status, int limit, CancellationToken ct) => status is null
        ? await api.GetAsync<List<LeadRow>>($"/api/leaderboard?limit={limit}", ct).ConfigureAwait(false)
        : (await api.GetAsync<LeadListPage>($"/api/leads?status={Uri.EscapeDataString(status)}&limit={limit}", ct).ConfigureAwait(false)).Leads;

    public Task<LeadListPage> ListAsync(LeadListQuery query, DateTimeOffset now, CancellationToken ct) =>
        api.GetAsync<LeadListPage>($"/api/leads{query.ApiQuery(now, paged: true)}", ct);

    /// <summary>The first leads whose name, e-mail address or company contains the text.</summary>
    public async Task<IReadOnlyList<LeadRow>> SearchAsync(string text, int limit, CancellationToken ct) =>
        (await api.GetAsync<LeadListPage>($"/api/leads?search={Uri.EscapeDataString(text)}&limit={limit}", ct).ConfigureAwait(false)).Leads;

    public Task<LeadDetails> FindAsync(string id, CancellationToken ct) => api.GetAsync<LeadDetails>(Path(id), ct);

    public Task<LeadDetails> CreateAsync(LeadInput lead, CancellationToken ct) => api.SendAsync<LeadDetails>(HttpMethod.Post, "/api/leads", lead, ct);

    public Task<LeadDetails> ReplaceAsync(string id, LeadInput lead, CancellationToken ct) => api.SendAsync<LeadDetails>(HttpMethod.Put, Path(id), lead, ct);

    public Task DeleteAsync(string id, CancellationToken ct) => api.DeleteAsync(Path(id), ct);

    private static string Path(string id) => $"/api/leads/{Uri.EscapeDataString(id)}";
}
