namespace LeadScoring.AppHost;

/// <summary>Redis and MongoDB in containers with volumes.</summary>
internal static class OwnServers
{
    public static IResourceBuilder<IResourceWithConnectionString> AddOwnRedis(this IDistributedApplicationBuilder builder, string name)
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

    public static IResourceBuilder<IResourceWithConnectionString> AddOwnStore(this IDistributedApplicationBuilder builder, string name)
        => builder.AddMongoDB("mongo").WithDataVolume().AddDatabase(name);
}
