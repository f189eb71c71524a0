using LeadScoring.Contracts.Demo;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Demo;

/// <summary>The demo service, where there is one. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class DemoClient(HttpClient http, IConfiguration configuration)
{
    private readonly ApiHttp _http = new(http, configuration);

    /// <summary>False in a deployment: nothing about sample data is shown, and nothing is called.</summary>
    public bool IsConfigured => !string.IsNullOrEmpty(configuration["services:demo:http:0"]);

    public Task<DemoState> StateAsync(CancellationToken ct) => _http.GetAsync<DemoState>("/demo", ct);

    public Task<DemoState> StartAsync(CancellationToken ct) => _http.SendAsync<DemoState>(new HttpRequestMessage(HttpMethod.Post, "/demo"), ct);

    public Task<DemoState> StopAsync(CancellationToken ct) => _http.SendAsync<DemoState>(new HttpRequestMessage(HttpMethod.Delete, "/demo/stream"), ct);

    public Task<DemoState> RemoveAsync(CancellationToken ct) => _http.SendAsync<DemoState>(new HttpRequestMessage(HttpMethod.Delete, "/demo/leads"), ct);
}
