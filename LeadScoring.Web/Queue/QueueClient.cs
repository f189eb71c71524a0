using System.Globalization;
using LeadScoring.Contracts.Imports;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Queue;
using LeadScoring.Web.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LeadScoring.Web.Queue;

/// <summary>The queue, failed events and background jobs. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class QueueClient(ApiHttp api)
{
    private const int Imports = 10;

    public Task<QueueStatsResponse> StatsAsync(CancellationToken ct) => api.GetAsync<QueueStatsResponse>("/api/queue/stats", ct);

    public Task<QueueHistoryResponse> HistoryAsync(CancellationToken ct) => api.GetAsync<QueueHistoryResponse>("/api/queue/history", ct);

    public Task<QueueWorkersResponse> WorkersAsync(CancellationToken ct) => api.GetAsync<QueueWorkersResponse>("/api/queue/workers", ct);

    public Task<DeadLetterGroupsResponse> GroupsAsync(CancellationToken ct) => api.GetAsync<DeadLetterGroupsResponse>("/api/queue/dead-letters/groups", ct);

    /// <param name="cursor">The last page's; null: the newest.</param>
    public Task<DeadLetterListResponse> ListAsync(string cause, string? cursor, int limit, CancellationToken ct) => api.GetAsync<DeadLetterListResponse>(
        QueryHelpers.AddQueryString("/api/queue/dead-letters", new Dictionary<string, string?> { ["cause"] = cause, ["cursor"] = cursor, ["limit"] = limit.ToString(CultureInfo.InvariantCulture) }), ct);

    public Task<DeadLetterResponse> FindAsync(string id, CancellationToken ct) => api.GetAsync<DeadLetterResponse>($"/api/queue/dead-letters/{Uri.EscapeDataString(id)}", ct);

    public Task<RetryManyResponse> RetryAsync(DeadLetterSelectionRequest which, CancellationToken ct) => api.SendAsync<RetryManyResponse>(HttpMethod.Post, "/api/queue/dead-letters/retry", which, ct);

    public Task<DiscardManyResponse> DiscardAsync(DeadLetterSelectionRequest which, CancellationToken ct) => api.SendAsync<DiscardManyResponse>(HttpMethod.Post, "/api/queue/dead-letters/discard", which, ct);

    /// <param name="location">As a retry has named it.</param>
    public Task<JobResponse> JobAsync(string location, CancellationToken ct) => api.GetAsync<JobResponse>(location, ct);

    public Task<List<RescoreResponse>> RescoresAsync(CancellationToken ct) => api.GetAsync<List<RescoreResponse>>("/api/rescores", ct);

    public Task<List<ReplayResponse>> ReplaysAsync(CancellationToken ct) => api.GetAsync<List<ReplayResponse>>("/api/replay", ct);

    public Task<List<ImportResponse>> ImportsAsync(CancellationToken ct) => api.GetAsync<List<ImportResponse>>(string.Create(CultureInfo.InvariantCulture, $"/api/imports?limit={Imports}"), ct);

    public Task<ReplayResponse> StartReplayAsync(CancellationToken ct) => api.SendAsync<ReplayResponse>(new HttpRequestMessage(HttpMethod.Post, "/api/replay"), ct);

    public Task<ReplayResponse> CancelReplayAsync(string id, CancellationToken ct) => api.SendAsync<ReplayResponse>(new HttpRequestMessage(HttpMethod.Post, $"/api/replay/{id}/cancel"), ct);

    public Task<CancelledRescoreResponse> CancelRescoreAsync(string id, CancellationToken ct) => api.SendAsync<CancelledRescoreResponse>(new HttpRequestMessage(HttpMethod.Post, $"/api/rescores/{id}/cancel"), ct);
}
