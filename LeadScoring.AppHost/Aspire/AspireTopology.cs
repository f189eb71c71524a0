using System.Globalization;
using LeadScoring.LocalHosting.Redis;

namespace LeadScoring.AppHost;

/// <summary>What the topology's parts are in Aspire mode: servers of our own, or those that the configuration names.</summary>
internal static class AspireTopology
{
    /// <summary>A port that people know by heart; the first of the settings that is given changes it.</summary>
    /// <exception cref="DistributedApplicationException">A setting holds no port number.</exception>
    public static int? FixedPort(this IDistributedApplicationBuilder builder, int port, params string[] settings)
    {
        if (settings.FirstOrDefault(s => !string.IsNullOrWhiteSpace(builder.Configuration[s])) is not { } setting) return port;
        var value = builder.Configuration[setting];
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var chosen) && chosen is > 0 and < 65536
            ? chosen
            : throw new DistributedApplicationException($"{setting} must be a port number from 1 to 65535, not '{value}'.");
    }

    /// <summary>Redis that has written to disk what it has acknowledged, or the one that <c>REDIS_URL</c> names.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddDurableRedis(this IDistributedApplicationBuilder builder, string name)
        => builder.IsElsewhere(name, "REDIS_URL", RedisUrl.ToConnectionString) ? builder.AddConnectionString(name) : builder.AddOwnRedis(name);

    /// <summary>The store: our own, or the MongoDB that <c>MONGODB_URI</c> names.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddStore(this IDistributedApplicationBuilder builder, string name)
        => builder.IsElsewhere(name, "MONGODB_URI", MongoUri.Check) ? builder.AddConnectionString(name) : builder.AddOwnStore(name);

    /// <summary>True when <c>ConnectionStrings__{name}</c> or the setting names a server; afterwards the former does.</summary>
    private static bool IsElsewhere(this IDistributedApplicationBuilder builder, string name, string setting, Func<string, string> translate)
    {
        var key = $"ConnectionStrings:{name}";
        if (!string.IsNullOrWhiteSpace(builder.Configuration[key])) return true;
        if (builder.Configuration[setting] is not { Length: > 0 } value) return false;
        builder.Configuration[key] = translate(value);
        return true;
    }
}
