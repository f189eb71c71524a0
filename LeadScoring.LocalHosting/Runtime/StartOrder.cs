using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace LeadScoring.LocalHosting.Runtime;

internal static class StartOrder
{
    /// <summary>Groups of resources: each group waits only for resources of earlier groups.</summary>
    /// <exception cref="DistributedApplicationException">Resources wait for each other.</exception>
    public static IReadOnlyList<IReadOnlyList<IResource>> Waves(IReadOnlyList<IResource> resources)
        => [.. resources.GroupBy(r => Depth(r, [])).OrderBy(g => g.Key).Select(g => g.ToArray())];

    private static int Depth(IResource resource, HashSet<IResource> path)
    {
        if (!path.Add(resource))
            throw new DistributedApplicationException($"Resources wait for each other: {string.Join(" → ", path.Select(r => r.Name))} → {resource.Name}.");
        var depth = resource.Dependencies().Select(d => Depth(d, path) + 1).DefaultIfEmpty().Max();
        path.Remove(resource);
        return depth;
    }
}
