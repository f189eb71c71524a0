namespace Aspire.Hosting.ApplicationModel;

/// <summary>Base of all resources.</summary>
/// <param name="name">Unique among the application's resources, ignoring case.</param>
public abstract class Resource(string name) : IResource
{
    /// <inheritdoc />
    public string Name { get; } = name;

    /// <inheritdoc />
    public ResourceAnnotationCollection Annotations { get; } = [];
}
