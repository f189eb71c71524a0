namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource whose endpoints others find as services__{name}__{endpoint}__0.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
