using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Programs that are none of our projects.</summary>
public static class ExecutableResourceBuilderExtensions
{
    /// <summary>Adds a program, which is healthy while it runs.</summary>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params string[]? args)
        => builder.AddResource(new ExecutableResource(name, command, Path.GetFullPath(workingDirectory), args ?? []));
}
