using System.Globalization;
using System.Net;
using LeadScoring.Contracts.Insights;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Rules;

/// <summary>The rules, what changing them would do, and their rescores. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class RulesClient(ApiHttp api)
{
    public Task<List<RuleResponse>> ListAsync(CancellationToken ct) => api.GetAsync<List<RuleResponse>>("/api/rules", ct);

    public Task<RuleDetailResponse> FindAsync(string eventType, CancellationToken ct) => api.GetAsync<RuleDetailResponse>(Path(eventType), ct);

    /// <summary>The versions of a type, of which there may be none.</summary>
    public async Task<RuleHistory> HistoryAsync(string eventType, CancellationToken ct)
    {
        try
        {
            return new((await FindAsync(eventType, ct)).Versions);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return RuleHistory.None;
        }
    }

    /// <summary>What each type did in the last days.</summary>
    public Task<TypeActivityListResponse> TypesAsync(int days, CancellationToken ct) =>
        api.GetAsync<TypeActivityListResponse>(string.Create(CultureInfo.InvariantCulture, $"/api/insights/types?days={days}"), ct);

    public Task<PreviewResponse> PreviewAsync(PreviewRequest request, CancellationToken ct) =>
        api.SendAsync<PreviewResponse>(HttpMethod.Post, "/api/rules/preview", request, ct);

    /// <param name="seen">The version that the user has seen, 0 for none: when another one is current by now, the answer is 412 and nothing is published.</param>
    public Task<PublishedRuleResponse> PublishAsync(string eventType, RuleRequest rule, int seen, CancellationToken ct) =>
        SendAsync<PublishedRuleResponse>(HttpMethod.Put, Path(eventType), rule, seen, ct);

    /// <param name="seen">As for publishing.</param>
    public Task<PublishedRuleResponse> RollbackAsync(string eventType, int version, int seen, CancellationToken ct) =>
        SendAsync<PublishedRuleResponse>(HttpMethod.Post, $"{Path(eventType)}/rollback", new RollbackRequest(version), seen, ct);

    /// <summary>The newest 50, newest first.</summary>
    public Task<List<RescoreResponse>> RescoresAsync(CancellationToken ct) => api.GetAsync<List<RescoreResponse>>("/api/rescores", ct);

    public Task<RescoreResponse> RescoreAsync(long id, CancellationToken ct) =>
        api.GetAsync<RescoreResponse>(string.Create(CultureInfo.InvariantCulture, $"/api/rescores/{id}"), ct);

    /// <summary>Takes back what was published with it, too.</summary>
    public Task<CancelledRescoreResponse> CancelRescoreAsync(long id, CancellationToken ct) =>
        api.SendAsync<CancelledRescoreResponse>(new HttpRequestMessage(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"/api/rescores/{id}/cancel")), ct);

    private Task<T> SendAsync<T>(HttpMethod method, string path, object body, int seen, CancellationToken ct)
    {
        var request = new HttpRequestMessage(method, path) { Content = ApiHttp.Json(body) };
        if (seen == 0) request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        else request.Headers.TryAddWithoutValidation("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{seen}\""));
        return api.SendAsync<T>(request, ct);
    }

    private static string Path(string eventType) => $"/api/rules/{Uri.EscapeDataString(eventType)}";
}

/// <summary>All versions of a type's rule.</summary>
/// <param name="Versions">Newest first; none: the type has no rule.</param>
public sealed record RuleHistory(IReadOnlyList<RuleResponse> Versions)
{
    public static RuleHistory None { get; } = new([]);

    public RuleResponse? Current => Versions is [var current, ..] ? current : null;

    /// <summary>Of the current version; 0: none.</summary>
    public int Number => Current?.Version ?? 0;

    public RuleResponse? Find(int version) => Versions.FirstOrDefault(v => v.Version == version);

    /// <summary>The version before another one; null before the first.</summary>
    public RuleResponse? Before(int version) => Find(version - 1);
}
