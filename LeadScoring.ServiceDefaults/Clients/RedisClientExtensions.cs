using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LeadScoring.ServiceDefaults;

public static class RedisClientExtensions
{
    /// <summary>
    /// Registers the process's one <see cref="IConnectionMultiplexer"/>. Redis may be unreachable at start-up and later: the
    /// connection keeps trying, and commands fail fast meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or malformed.</exception>
    public static TBuilder AddRedisConnection<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IHostApplicationBuilder
    {
        Check(name, builder.Configuration.GetConnectionString(name));
        builder.Logging.AddFilter("StackExchange.Redis", LogLevel.Warning);

        // Each service has its own health check of Redis, with a timeout. Tracing would add a span for every poll of a stream: some 50 a second when idle.
        builder.AddRedisClient(name, settings => (settings.DisableHealthChecks, settings.DisableTracing) = (true, true), options =>
        {
            options.AbortOnConnectFail = false;
            options.ClientName = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

            // Resolving the connection blocks the first caller, at most this long when Redis is unreachable.
            options.ConnectTimeout = 2_000;
            options.ConnectRetry = 1;
            options.ReconnectRetryPolicy = new LinearRetry(250);

            // A command must not be sent after the reconnect: its caller has been answered 503 by then.
            options.BacklogPolicy = BacklogPolicy.FailFast;

            // Raw replies are parsed in their RESP2 shape.
            options.Protocol = RedisProtocol.Resp2;

            // The client's own ten threads are too many on few cores (docs/performance.md).
            options.SocketManager = SocketManager.ThreadPool;
        });
        return builder;
    }

    private static void Check(string name, string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{name} is not set. Give Redis's address, e.g. ConnectionStrings__{name}=localhost:6379.");
        }

        try
        {
            ConfigurationOptions.Parse(connectionString);
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"ConnectionStrings:{name} is not a Redis connection string.", e);
        }
    }
}
