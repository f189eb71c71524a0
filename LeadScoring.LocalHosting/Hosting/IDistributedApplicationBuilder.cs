using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Describes an application: its resources and its configuration.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Environment variables, overridden by command-line arguments (<c>--NAME=value</c>). Under a test, the arguments alone.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The resources added so far.</summary>
    IReadOnlyList<IResource> Resources { get; }

    /// <summary>Adds a resource.</summary>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Chooses the ports and makes the application, which is started separately.</summary>
    DistributedApplication Build();
}
