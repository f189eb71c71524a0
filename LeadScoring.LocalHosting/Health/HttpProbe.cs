using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.LocalHosting.Health;

internal sealed class HttpProbe(int port, string path, int expectedStatus) : IHealthProbe
{
    private const int ReasonLength = 300;
    private const int BodyLength = 16 * 1024;

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
            using var response = await Client.GetAsync(_url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var body = await ReadAsync(response, cancellationToken);
            var checks = HealthChecksJson.Read(body);
            return (int)response.StatusCode == expectedStatus
                ? HealthReport.Healthy with { Checks = checks }
                : new(false, Failing(checks) ?? $"GET {_url} answered {(int)response.StatusCode} {body[..Math.Min(body.Length, ReasonLength)]}".TrimEnd(), checks);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return HealthReport.Unhealthy($"GET {_url}: {e.Message}");
        }
    }

    /// <summary>What is wrong in the words of those checks that say so; null where none does.</summary>
    private static string? Failing(IReadOnlyList<HealthReportSnapshot>? checks)
    {
        var failing = checks?.Where(c => c.Status is not HealthStatus.Healthy).Select(c => $"{c.Name}: {c.Description ?? c.Status.ToString()}").ToList();
        return failing is { Count: > 0 } ? string.Join(", ", failing) : null;
    }

    /// <summary>The beginning of the body: whatever is checked may answer with a whole page.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BodyLength];
        return Encoding.UTF8.GetString(buffer, 0, await body.ReadAtLeastAsync(buffer, BodyLength, throwOnEndOfStream: false, cancellationToken));
    }
}
