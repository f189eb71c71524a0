using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Connection strings from the configuration.</summary>
public static class ConnectionStringBuilderExtensions
{
    /// <summary>Adds the connection string that the configuration holds as <c>ConnectionStrings:{name}</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null)
        => builder.AddResource(new ConnectionStringResource(
            name,
            () => environmentVariableName is null
                ? builder.Configuration.GetConnectionString(name)
                : builder.Configuration[environmentVariableName]));
}
