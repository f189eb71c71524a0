using LeadScoring.Web.Http;

namespace LeadScoring.Web.Rules;

/// <summary>The rules. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class RulesClient(ApiHttp api)
{
    public Task<List<Rule>> ListAsync(CancellationToken ct) => api.GetAsync<List<Rule>>("/api/rules", ct);

    public Task<RuleVersions> FindAsync(string eventType, CancellationToken ct) =>
        api.GetAsync<RuleVersions>($"/api/rules/{Uri.EscapeDataString(eventType)}", ct);
}
