using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Rules;

/// <summary>The rules. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class RulesClient(ApiHttp api)
{
    public Task<List<RuleResponse>> ListAsync(CancellationToken ct) => api.GetAsync<List<RuleResponse>>("/api/rules", ct);

    public Task<RuleDetailResponse> FindAsync(string eventType, CancellationToken ct) =>
        api.GetAsync<RuleDetailResponse>($"/api/rules/{Uri.EscapeDataString(eventType)}", ct);
}
