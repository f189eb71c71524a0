using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;

namespace LeadScoring.ServiceDefaults;

internal static class HttpClientDefaults
{
    /// <summary>
    /// Service discovery, and retries: a request of a safe method (GET, HEAD) that failed by a broken connection is sent again, up to twice.
    /// Unsafe methods are sent once, because only the caller knows whether they may be repeated. Every response counts as an answer, 503
    /// included. The exception of the last attempt is thrown unchanged.
    /// </summary>
    public static void AddHttpClientDefaults(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddResilienceHandler("safe-methods", pipeline => pipeline.AddRetry(RetrySafeMethods()));
            http.AddServiceDiscovery();
        });
    }

    private static HttpRetryStrategyOptions RetrySafeMethods()
    {
        var retry = new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(100),
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is HttpRequestException),
        };
        retry.DisableForUnsafeHttpMethods();
        return retry;
    }
}
