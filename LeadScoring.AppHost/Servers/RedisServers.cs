using LeadScoring.AppHost.Services;

namespace LeadScoring.AppHost.Servers;

/// <summary>Our own Redis, with every write on disk before it is acknowledged.</summary>
internal static class RedisServers
{
    private static readonly string[] Durable = ["--appendonly", "yes", "--appendfsync", "always"];

    public static IResourceBuilder<IResourceWithConnectionString> AddRedisContainer(this IDistributedApplicationBuilder builder, string name)
        => builder.AddRedis(name).WithDataVolume().WithArgs(context =>
        {
            var last = context.Args.Count - 1;

            // When publishing, Aspire passes the whole command as one argument of a shell.
            if (last >= 0 && context.Args[last] is string command && command.StartsWith("redis-server ", StringComparison.Ordinal))
                context.Args[last] = $"{command} {string.Join(' ', Durable)}";
            else
                foreach (var argument in Durable) context.Args.Add(argument);
        });

    /// <param name="path">Folders in the form of <c>PATH</c>.</param>
    /// <exception cref="DistributedApplicationException">There is no redis-server in any of them.</exception>
    public static void RequireProgram(string? path)
    {
        if ((path ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, RedisProcessResource.Program)))) return;
        throw new DistributedApplicationException(
            "redis-server is missing, and there is no container for it. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis), start Docker or Podman, or set REDIS_URL.");
    }

    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="folder">Where its files are.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddRedisProcess(this IDistributedApplicationBuilder builder, string name, string folder)
    {
        var redis = new RedisProcessResource(name, folder);
        var check = $"{name}_check";
        builder.Services.AddHealthChecks().AddRedis(_ => redis.Address ?? throw new InvalidOperationException("Redis has no address yet."), check);
        builder.Eventing.Subscribe<ConnectionStringAvailableEvent>(redis, async (_, ct) => redis.Address = await redis.ConnectionStringExpression.GetValueAsync(ct));

        // Without Aspire's proxy, through which every command would go.
        return builder.AddResource(redis)
            .WithEndpoint(scheme: "tcp", name: RedisProcessResource.EndpointName, isProxied: false)
            .WithArgs("--bind", "127.0.0.1", "--port", redis.Endpoint.Property(EndpointProperty.TargetPort), "--dir", folder, "--daemonize", "no", "--loglevel", "warning", "--save", "")
            .WithArgs([.. Durable])
            .WithIconName("Database")
            .WithHealthCheck(check)
            .WithRestart();
    }
}

/// <summary>A <c>redis-server</c> child process.</summary>
internal sealed class RedisProcessResource(string name, string folder)
    : ExecutableResource(name, Program, folder), IResourceWithConnectionString
{
    public const string EndpointName = "tcp";
    public const string Program = "redis-server";

    private EndpointReference? _endpoint;

    public EndpointReference Endpoint => _endpoint ??= new(this, EndpointName);

    /// <summary>By number: it listens on IPv4 only.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"127.0.0.1:{Endpoint.Property(EndpointProperty.Port)}");

    /// <summary>Host and port, once they are known.</summary>
    public string? Address { get; set; }
}
