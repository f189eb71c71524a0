using LeadScoring.LocalHosting.Data;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.AppHost;

/// <summary>Without a container engine: a redis-server child process and an embedded SQLite file, both in the data folder.</summary>
internal static class OwnServers
{
    private const string Setting = "LEADSCORING_DATA";

    public static IResourceBuilder<IResourceWithConnectionString> AddOwnRedis(this IDistributedApplicationBuilder builder, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(builder.Data(), name)).FullName;
        var redis = new RedisServerResource(name, folder);
        var check = $"{name}_check";
        builder.Services.AddHealthChecks().AddRedis(_ => redis.Address ?? throw new InvalidOperationException("Redis has no address yet."), check);
        builder.Eventing.Subscribe<ConnectionStringAvailableEvent>(redis, async (_, ct) => redis.Address = await redis.ConnectionStringExpression.GetValueAsync(ct));
        return builder.AddResource(redis)
            .WithEndpoint(scheme: "tcp", name: RedisServerResource.EndpointName)
            .WithArgs(
                "--bind", "127.0.0.1", "--port", redis.Endpoint.Property(EndpointProperty.TargetPort), "--dir", folder, "--daemonize", "no", "--loglevel", "warning",
                "--save", "", "--appendonly", "yes", "--appendfsync", "always")
            .WithHealthCheck(check);
    }

    public static IResourceBuilder<IResourceWithConnectionString> AddOwnStore(this IDistributedApplicationBuilder builder, string name)
    {
        builder.Configuration[$"ConnectionStrings:{name}"] = $"Data Source={Path.Combine(builder.Data(), name + ".db")}";
        return builder.AddConnectionString(name);
    }

    /// <summary>Has no effect here: what is published runs in containers.</summary>
    public static void AddDockerComposeEnvironment(this IDistributedApplicationBuilder builder, string name)
    {
    }

    /// <summary>The data folder, locked until this process ends.</summary>
    private static string Data(this IDistributedApplicationBuilder builder)
    {
        if (builder.Services.Select(s => s.ImplementationInstance).OfType<DataFolder>().FirstOrDefault() is { } known) return known.Path;
        var data = new DataFolder(builder.Configuration[Setting] is { Length: > 0 } path ? path : ".data", Setting);
        data.Acquire();
        builder.Services.AddSingleton(data);
        return data.Path;
    }
}
