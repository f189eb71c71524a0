namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource starts only when another one has become healthy.</summary>
/// <param name="resource">The resource waited for.</param>
public sealed class WaitAnnotation(IResource resource) : IResourceAnnotation
{
    /// <summary>The resource waited for.</summary>
    public IResource Resource { get; } = resource;
}
