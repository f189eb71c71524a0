using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Imports;

/// <summary>The records of imports. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class ImportsClient(ApiHttp api)
{
    /// <summary>The newest first.</summary>
    public Task<List<ImportResponse>> ListAsync(int offset, int limit, CancellationToken ct) => api.GetAsync<List<ImportResponse>>($"/api/imports?offset={offset}&limit={limit}", ct);

    public Task<ImportResponse> FindAsync(string id, CancellationToken ct) => api.GetAsync<ImportResponse>($"/api/imports/{Uri.EscapeDataString(id)}", ct);
}
