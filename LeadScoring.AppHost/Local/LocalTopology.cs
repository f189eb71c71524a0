using LeadScoring.LocalHosting;
using Microsoft.Extensions.Configuration;

namespace LeadScoring.AppHost;

/// <summary>What the topology's parts are in local mode: a redis-server child process and an embedded SQLite file.</summary>
internal static class LocalTopology
{
    /// <summary>A port that people know by heart; the first of the settings that is given changes it.</summary>
    public static int? FixedPort(this IDistributedApplicationBuilder builder, int port, params string[] settings)
        => builder.UsePort(port, settings);

    /// <summary>Redis that has written to disk what it has acknowledged.</summary>
    public static IResourceBuilder<RedisResource> AddDurableRedis(this IDistributedApplicationBuilder builder, string name)
        => builder.AddRedis(name).WithDataBindMount(Path.Combine(builder.DataFolder(), name));

    /// <summary>The store: an embedded SQLite file, or the MongoDB that <c>MONGODB_URI</c> names.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddStore(this IDistributedApplicationBuilder builder, string name)
    {
        builder.Configuration[$"ConnectionStrings:{name}"] = builder.Configuration.GetConnectionString(name)
            ?? (builder.Configuration["MONGODB_URI"] is { Length: > 0 } mongo ? MongoUri.Check(mongo) : $"Data Source={Path.Combine(builder.DataFolder(), name + ".db")}");
        return builder.AddConnectionString(name);
    }

    private static string DataFolder(this IDistributedApplicationBuilder builder)
        => builder.UseDataFolder("LEADSCORING_DATA", ".data");
}
