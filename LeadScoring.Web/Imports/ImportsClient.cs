using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Imports;

/// <summary>The records of imports. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class ImportsClient(ApiHttp api)
{
    public Task<ImportResponse> FindAsync(string id, CancellationToken ct) => api.GetAsync<ImportResponse>($"/api/imports/{Uri.EscapeDataString(id)}", ct);
}
