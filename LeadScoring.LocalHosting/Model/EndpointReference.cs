namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of a resource, resolved when its port is known.</summary>
/// <param name="owner">The resource that listens.</param>
/// <param name="endpointName">The endpoint's name.</param>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName)
{
    /// <summary>The resource that listens.</summary>
    public IResourceWithEndpoints Resource { get; } = owner;

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; } = endpointName;

    /// <summary>The address; valid once the application is built.</summary>
    public string Url => Resource.Endpoint(EndpointName).Uri.OriginalString;
}
