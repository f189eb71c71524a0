using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>What can be said about any resource.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Injects <c>ConnectionStrings__{name}</c>, named after the source unless a name is given.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
        => builder.WithEnvironment(async context =>
        {
            var value = await source.Resource.GetConnectionStringAsync(context.CancellationToken);
            if (value is null && !optional)
                throw new DistributedApplicationException($"The connection string '{source.Resource.Name}' is not configured. Set ConnectionStrings__{source.Resource.Name}.");
            if (value is not null)
                context.EnvironmentVariables[$"ConnectionStrings__{connectionName ?? source.Resource.Name}"] = value;
        });

    /// <summary>Injects <c>services__{name}__{endpoint}__0</c> and <c>{NAME}_{ENDPOINT}</c> for each endpoint of the source.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
        => builder.WithEnvironment(context =>
        {
            foreach (var endpoint in source.Resource.Endpoints())
            {
                var url = endpoint.Uri.OriginalString;
                context.EnvironmentVariables[$"services__{source.Resource.Name}__{endpoint.Name}__0"] = url;
                context.EnvironmentVariables[$"{source.Resource.Name}_{endpoint.Name}".ToUpperInvariant().Replace('-', '_')] = url;
            }
        });

    /// <summary>Injects an environment variable.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment
        => builder.WithEnvironment(context => context.EnvironmentVariables[name] = value ?? "");

    /// <summary>Injects an endpoint's address as an environment variable.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment
        => builder.WithEnvironment(context => context.EnvironmentVariables[name] = endpointReference.Url);

    /// <summary>Adds environment variables when a process is about to start.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, Action<EnvironmentCallbackContext> callback)
        where T : IResourceWithEnvironment
        => builder.WithEnvironment(context =>
        {
            callback(context);
            return Task.CompletedTask;
        });

    /// <summary>Adds environment variables when a process is about to start.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, Func<EnvironmentCallbackContext, Task> callback)
        where T : IResourceWithEnvironment
        => builder.WithAnnotation(new EnvironmentCallbackAnnotation(callback));

    /// <summary>Starts the resource only when the dependency has become healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport
        => builder.WithAnnotation(new WaitAnnotation(dependency.Resource));

    /// <summary>Adds an annotation.</summary>
    public static IResourceBuilder<T> WithAnnotation<T>(this IResourceBuilder<T> builder, IResourceAnnotation annotation)
        where T : IResource
    {
        builder.Resource.Annotations.Add(annotation);
        return builder;
    }
}
