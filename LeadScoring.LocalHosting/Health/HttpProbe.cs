namespace LeadScoring.LocalHosting.Health;

internal sealed class HttpProbe(int port, string path, int expectedStatus) : IHealthProbe
{
    private const int ReasonLength = 300;

    // One connection per look: a kept one would hide that the process no longer accepts any.
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.Zero,
        AllowAutoRedirect = false,
        UseProxy = false,
    });

    private readonly string _url = $"http://127.0.0.1:{port}{path}";

    public async Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(_url, cancellationToken);
            if ((int)response.StatusCode == expectedStatus) return HealthReport.Healthy;
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return HealthReport.Unhealthy($"GET {_url} answered {(int)response.StatusCode} {body[..Math.Min(body.Length, ReasonLength)]}".TrimEnd());
        }
        catch (HttpRequestException e)
        {
            return HealthReport.Unhealthy($"GET {_url}: {e.Message}");
        }
    }
}
