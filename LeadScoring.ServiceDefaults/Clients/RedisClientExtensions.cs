using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LeadScoring.ServiceDefaults;

public static class RedisClientExtensions
{
    /// <summary>
    /// Registers the process's one <see cref="IConnectionMultiplexer"/>. Redis may be away at start-up and later: the
    /// connection keeps trying, and commands fail fast meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or malformed.</exception>
    public static TBuilder AddRedisConnection<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IHostApplicationBuilder
    {
        Check(name, builder.Configuration.GetConnectionString(name));
        builder.Logging.AddFilter("StackExchange.Redis", LogLevel.Warning);

        // Each service has a check of its own for Redis, with a limit. And each look into a stream would be a trace: some 50 a second when idle.
        builder.AddRedisClient(name, settings => (settings.DisableHealthChecks, settings.DisableTracing) = (true, true), options =>
        {
            options.AbortOnConnectFail = false;
            options.ClientName = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

            // Connecting blocks whoever asks for the connection first; when Redis is away, for this long.
            options.ConnectTimeout = 2_000;
            options.ConnectRetry = 1;
            options.ReconnectRetryPolicy = new LinearRetry(250);

            // A command that waits for a reconnect would answer a client after its 503.
            options.BacklogPolicy = BacklogPolicy.FailFast;

            // Streams are read by their replies' shape in RESP2, which a later client would not choose by itself.
            options.Protocol = RedisProtocol.Resp2;

            // Ten threads of its own are many on few cores (docs/performance.md).
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
