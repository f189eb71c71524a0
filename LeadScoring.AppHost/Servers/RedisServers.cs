using System.Diagnostics;
using System.Globalization;
using LeadScoring.AppHost.Services;

namespace LeadScoring.AppHost.Servers;

/// <summary>Our own Redis, with every write on disk before it is acknowledged.</summary>
internal static class RedisServers
{
    private const string PidFile = "redis.pid";
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(15);
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
        var file = RedisProcessResource.Program + (OperatingSystem.IsWindows() ? ".exe" : "");
        if ((path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, file)))) return;
        throw new DistributedApplicationException(
            "redis-server is missing, and there is no container for it. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis), start Docker or Podman, or set REDIS_URL.");
    }

    /// <summary>
    /// A host that was killed leaves its redis-server to the orchestrator, which ends it some seconds later; two of them on the same files would ruin these. The lock on
    /// the data folder ended with the host.
    /// </summary>
    /// <param name="folder">Where its files are.</param>
    /// <exception cref="DistributedApplicationException">It still runs after 15 s.</exception>
    public static void AwaitEndOfEarlier(string folder)
    {
        var file = Path.Combine(folder, PidFile);
        if (!File.Exists(file) || !int.TryParse(File.ReadAllText(file), NumberStyles.Integer, CultureInfo.InvariantCulture, out var pid)) return;
        try
        {
            using var earlier = Process.GetProcessById(pid);
            if (earlier.ProcessName == RedisProcessResource.Program && !earlier.WaitForExit(EndLimit))
                throw new DistributedApplicationException($"A redis-server of an earlier run (process {pid}) still uses {folder}. Stop it first.");
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
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
            .WithArgs("--bind", "127.0.0.1", "--port", redis.Endpoint.Property(EndpointProperty.TargetPort), "--dir", folder, "--daemonize", "no", "--pidfile", Path.Combine(folder, PidFile), "--loglevel", "warning", "--save", "")
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
