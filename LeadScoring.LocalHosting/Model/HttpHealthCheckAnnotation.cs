namespace Aspire.Hosting.ApplicationModel;

/// <summary>Each process of the resource is healthy when a GET on this path gives the expected status.</summary>
/// <param name="path">The path, such as /health.</param>
/// <param name="statusCode">The expected status.</param>
public sealed class HttpHealthCheckAnnotation(string path, int statusCode) : IResourceAnnotation
{
    /// <summary>The path, such as /health.</summary>
    public string Path { get; } = path;

    /// <summary>The expected status.</summary>
    public int StatusCode { get; } = statusCode;
}
