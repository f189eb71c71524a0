using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting;
using LeadScoring.LocalHosting.Redis;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Redis.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>
    /// Adds Redis: the server named by <c>ConnectionStrings__{name}</c> or <c>REDIS_URL</c>, else a <c>redis-server</c> child process.
    /// </summary>
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port = null)
    {
        var external = builder.Configuration.GetConnectionString(name)
            ?? (builder.Configuration["REDIS_URL"] is { Length: > 0 } url ? RedisUrl.ToConnectionString(url) : null);
        var redis = builder.AddResource(new RedisResource(name, external));
        return external is null
            ? redis.WithAnnotation(new EndpointAnnotation(RedisResource.PrimaryEndpointName, "tcp", port))
            : redis;
    }

    /// <summary>Keeps the data in <c>{data folder}/{name}</c>, in an append-only file synced at every write.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null)
        => builder.WithDataBindMount(Path.Combine(
            builder.ApplicationBuilder.UseDataFolder(), name ?? builder.Resource.Name));

    /// <summary>Keeps the data in a folder, in an append-only file synced at every write.</summary>
    public static IResourceBuilder<RedisResource> WithDataBindMount(this IResourceBuilder<RedisResource> builder, string source)
        => builder.WithAnnotation(new DataFolderAnnotation(Path.GetFullPath(source)));

    /// <summary>Has no effect here: with a data folder every write is on disk before it is answered, which is stronger than snapshots.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1)
        => builder;
}
