using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;
using StackExchange.Redis;

namespace LeadScoring.ServiceDefaults;

/// <summary>Clients as Aspire's packages make them: with discovery, resilience and traces.</summary>
public static class AspireClients
{
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

        // Each service has a check of its own for Redis, with a limit. And each look into a stream would be a trace: some 50 a second when idle.
        builder.AddRedisClient(name, settings => (settings.DisableHealthChecks, settings.DisableTracing) = (true, true), options =>
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

        // As with Redis; and its spans would carry the text of failures.
        builder.AddMongoDBClient(
            name,
            settings => (settings.DisableHealthChecks, settings.DisableTracing) = (true, true),
            client => (client.ServerSelectionTimeout, client.ConnectTimeout) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)));
    }

    /// <summary>Nothing to do: this version's completions are independent of each other.</summary>
    public static ConnectionMultiplexer CompletingInParallel(this ConnectionMultiplexer connection) => connection;

    /// <summary>
    /// Addresses by service discovery. A question that met a broken connection is asked again at once, as where a replica has just gone;
    /// what changes something is said once, since only the caller can know whether it may be said twice. An answer is an answer, 503 as well.
    /// What a call throws in the end is what it would throw without this.
    /// </summary>
    internal static void AddHttpClientDefaults(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Polly", LogLevel.Warning).AddFilter("StackExchange.Redis", LogLevel.Warning);
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
