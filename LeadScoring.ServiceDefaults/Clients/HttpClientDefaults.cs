using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;

namespace LeadScoring.ServiceDefaults;

internal static class HttpClientDefaults
{
    /// <summary>
    /// Addresses by service discovery. A question that met a broken connection is asked again at once, as where a replica has just gone;
    /// what changes something is said once, since only the caller can know whether it may be said twice. An answer is an answer, 503 as well.
    /// What a call throws in the end is what it would throw without this.
    /// </summary>
    public static void AddHttpClientDefaults(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddResilienceHandler("questions", pipeline => pipeline.AddRetry(Questions()));
            http.AddServiceDiscovery();
        });
    }

    private static HttpRetryStrategyOptions Questions()
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
