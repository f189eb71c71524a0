namespace Aspire.Hosting.ApplicationModel;

/// <summary>A change of a resource's state or health.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">Its name.</param>
/// <param name="snapshot">What is known now.</param>
public sealed class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Its name.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What is known now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
