using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LeadScoring.ServiceDefaults;

/// <summary>Clients as Aspire's packages make them: with discovery, resilience and traces.</summary>
public static class AspireClients
{
    /// <summary>Longer than the API's longest wait for a result; callers set their own limits below it.</summary>
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Registers the process's one <see cref="IConnectionMultiplexer"/>. Redis may be away at start-up and later: the
    /// connection keeps trying, and commands fail fast meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is missing.</exception>
    public static TBuilder AddRedisConnection<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IHostApplicationBuilder
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(name)))
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{name} is not set. Give Redis's address, e.g. ConnectionStrings__{name}=localhost:6379.");
        }

        // Each service has a check of its own for Redis, with a limit.
        builder.AddRedisClient(name, settings => settings.DisableHealthChecks = true, options =>
        {
            options.AbortOnConnectFail = false;
            options.ClientName = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
            options.ConnectTimeout = 2_000;
            options.ConnectRetry = 1;
            options.ReconnectRetryPolicy = new LinearRetry(250);
            options.BacklogPolicy = BacklogPolicy.FailFast;
        });
        return builder;
    }

    /// <summary>MongoDB's client, where the connection string names one; the store uses it.</summary>
    public static void AddStoreClient(this IHostApplicationBuilder builder, string name)
    {
        if (builder.Configuration.GetConnectionString(name)?.TrimStart().StartsWith("mongodb", StringComparison.OrdinalIgnoreCase) is not true) return;
        builder.AddMongoDBClient(
            name,
            settings => settings.DisableHealthChecks = true,
            client => (client.ServerSelectionTimeout, client.ConnectTimeout) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)));
    }

    /// <summary>Nothing to do: this version's completions are independent of each other.</summary>
    public static ConnectionMultiplexer CompletingInParallel(this ConnectionMultiplexer connection) => connection;

    /// <summary>
    /// Addresses by service discovery, and retries of requests that only ask; what changes something is tried once, since only the
    /// caller can know whether it may be said twice.
    /// </summary>
    internal static void AddHttpClientDefaults(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Polly", LogLevel.Warning).AddFilter("StackExchange.Redis", LogLevel.Warning);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler(options =>
            {
                options.Retry.DisableForUnsafeHttpMethods();
                options.AttemptTimeout.Timeout = AttemptLimit;
                options.TotalRequestTimeout.Timeout = 2 * AttemptLimit;
                options.CircuitBreaker.SamplingDuration = 2 * AttemptLimit;
            });
            http.AddServiceDiscovery();
        });
    }
}
