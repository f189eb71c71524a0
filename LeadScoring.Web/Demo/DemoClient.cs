using LeadScoring.Contracts.Demo;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Demo;

/// <summary>The demo service, where there is one. Every call may throw <see cref="ApiException"/>.</summary>
public sealed class DemoClient(HttpClient http, IConfiguration configuration)
{
    private readonly ApiHttp _http = new(http, configuration);

    /// <summary>False in a deployment: nothing about the demo is shown, and nothing is called.</summary>
    public bool IsConfigured => !string.IsNullOrEmpty(configuration["services:demo:http:0"]);

    public Task<DemoState> StateAsync(CancellationToken ct) => _http.GetAsync<DemoState>("/demo", ct);

    public Task<DemoState> StartAsync(CancellationToken ct) => _http.SendAsync<DemoState>(new HttpRequestMessage(HttpMethod.Post, "/demo"), ct);

    public Task<DemoState> StopAsync(CancellationToken ct) => _http.SendAsync<DemoState>(new HttpRequestMessage(HttpMethod.Delete, "/demo/stream"), ct);
}

/// <summary>Polls whether demo events are streaming, for all pages. One per process.</summary>
public sealed class DemoWatch(IServiceScopeFactory scopes) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(3);

    public Broadcast<DemoState> State { get; } = new(DemoState.None);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (!scope.ServiceProvider.GetRequiredService<DemoClient>().IsConfigured) return;
        using var timer = new PeriodicTimer(PollInterval);
        do
        {
            await PollAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task PollAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(PollTimeout);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            State.Publish(await scope.ServiceProvider.GetRequiredService<DemoClient>().StateAsync(limit.Token).ConfigureAwait(false));
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // The demo service or the API is away: the next poll asks again. No exception may end this service, and the dashboard with it.
        }
    }
}
