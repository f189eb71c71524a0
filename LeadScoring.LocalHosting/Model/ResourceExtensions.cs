using Aspire.Hosting;

namespace Aspire.Hosting.ApplicationModel;

internal static class ResourceExtensions
{
    public static IEnumerable<EndpointAnnotation> Endpoints(this IResource resource)
        => resource.Annotations.OfType<EndpointAnnotation>();

    public static EndpointAnnotation Endpoint(this IResource resource, string? name)
        => resource.Endpoints().FirstOrDefault(e => name is null || string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new DistributedApplicationException($"Resource '{resource.Name}' has no endpoint{(name is null ? "" : $" '{name}'")}.");

    public static IEnumerable<IResource> Dependencies(this IResource resource)
        => resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource).Distinct();

    public static int ReplicaCount(this IResource resource)
        => resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
}
