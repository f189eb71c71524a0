using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace LeadScoring.ServiceDefaults;

public static class RedisConnectionExtensions
{
    /// <summary>
    /// Registers the process's one <see cref="IConnectionMultiplexer"/>. Redis may be away at start-up and later: the
    /// connection keeps trying, and commands fail fast meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or malformed.</exception>
    public static TBuilder AddRedisConnection<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IHostApplicationBuilder
    {
        var connectionString = builder.Configuration.GetConnectionString(name);
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{name} is not set. Give Redis's address, e.g. ConnectionStrings__{name}=localhost:6379.");
        }

        var options = Parse(name, connectionString);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new RedisClientOptions(options));
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => Connect(options));
        builder.Services.AddHostedService<RedisWatchdog>();
        return builder;
    }

    private static ConfigurationOptions Parse(string name, string connectionString)
    {
        try
        {
            var options = ConfigurationOptions.Parse(connectionString);
            options.AbortOnConnectFail = false;
            options.ClientName = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

            // Connecting blocks whoever asks for the connection first; when Redis is away, for this long.
            options.ConnectTimeout = 2_000;
            options.ConnectRetry = 1;
            options.ReconnectRetryPolicy = new LinearRetry(250);
            return options;
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"ConnectionStrings:{name} is not a Redis connection string.", e);
        }
    }

    private static ConnectionMultiplexer Connect(ConfigurationOptions options) => ConnectionMultiplexer.Connect(options).CompletingInParallel();
}
