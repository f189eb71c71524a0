namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a resource keeps its data.</summary>
/// <param name="path">A folder, created when the resource starts.</param>
public sealed class DataFolderAnnotation(string path) : IResourceAnnotation
{
    /// <summary>An absolute path.</summary>
    public string Path { get; } = path;
}
