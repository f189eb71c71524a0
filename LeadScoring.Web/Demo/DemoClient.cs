using LeadScoring.Web.Http;

namespace LeadScoring.Web.Demo;

/// <summary>The demo data and its stream of made-up events. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class DemoClient(ApiHttp api)
{
    public Task<DemoState> StateAsync(CancellationToken ct) => api.GetAsync<DemoState>("/api/demo", ct);

    public Task<DemoState> StartAsync(CancellationToken ct) => api.SendAsync<DemoState>(new HttpRequestMessage(HttpMethod.Post, "/api/demo"), ct);

    public Task<DemoState> StopAsync(CancellationToken ct) => api.SendAsync<DemoState>(new HttpRequestMessage(HttpMethod.Delete, "/api/demo/stream"), ct);
}
