using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LeadScoring.AppHost;

/// <summary>What the topology's parts are in Aspire mode: containers with volumes.</summary>
internal static class AspireTopology
{
    /// <summary>A port that people know by heart; the first of the settings that is given changes it.</summary>
    public static int? FixedPort(this IDistributedApplicationBuilder builder, int port, params string[] settings)
        => settings.Select(s => builder.Configuration[s]).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v)) is { } value
            ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture)
            : port;

    /// <summary>Redis that has written to disk what it has acknowledged.</summary>
    public static IResourceBuilder<RedisResource> AddDurableRedis(this IDistributedApplicationBuilder builder, string name)
        => builder.AddRedis(name).WithDataVolume().WithArgs(context =>
        {
            string[] durable = ["--appendonly", "yes", "--appendfsync", "always"];
            var last = context.Args.Count - 1;

            // When publishing, Aspire passes the whole command as one argument of a shell.
            if (last >= 0 && context.Args[last] is string command && command.StartsWith("redis-server ", StringComparison.Ordinal))
                context.Args[last] = $"{command} {string.Join(' ', durable)}";
            else
                foreach (var argument in durable) context.Args.Add(argument);
        });

    /// <summary>The store: MongoDB.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddStore(this IDistributedApplicationBuilder builder, string name)
        => builder.AddMongoDB("mongo").WithDataVolume().AddDatabase(name);
}
