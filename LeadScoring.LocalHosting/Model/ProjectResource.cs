namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project, run as one process or several replicas.</summary>
public sealed class ProjectResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithWaitSupport, IResourceWithServiceDiscovery;
