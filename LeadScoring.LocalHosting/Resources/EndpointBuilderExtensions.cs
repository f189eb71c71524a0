using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Endpoints, their health checks and the links that people open.</summary>
public static class EndpointBuilderExtensions
{
    /// <summary>Listens on an HTTP port: the given one, or any free one.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, string? name = null)
        where T : IResourceWithEndpoints
        => builder.WithAnnotation(new EndpointAnnotation(name ?? "http", "http", port));

    /// <summary>Marks the endpoints as ones that people open. They are on loopback all the same.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Endpoints()) endpoint.IsExternal = true;
        return builder;
    }

    /// <summary>The resource is healthy when each of its processes answers this path with the status.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null)
        where T : IResourceWithEndpoints
        => builder.WithAnnotation(new HttpHealthCheckAnnotation(path ?? "/", statusCode ?? 200));

    /// <summary>Adds a link to the start-up table; a relative URL is relative to the endpoint.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(
        this IResourceBuilder<T> builder, string endpointName, Func<EndpointReference, ResourceUrlAnnotation> callback)
        where T : IResourceWithEndpoints
    {
        var url = callback(new EndpointReference(builder.Resource, endpointName));
        return builder.WithAnnotation(new EndpointUrl(endpointName, url));
    }

    /// <summary>Refers to an endpoint of the resource.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints
        => new(builder.Resource, name);
}
