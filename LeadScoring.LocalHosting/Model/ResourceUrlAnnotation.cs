namespace Aspire.Hosting.ApplicationModel;

/// <summary>A link shown to people once everything is healthy.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>An absolute URL, or a path relative to the endpoint.</summary>
    public required string Url { get; set; }

    /// <summary>What the link is called; null shows the path.</summary>
    public string? DisplayText { get; set; }
}
