using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>Where a resource can be reached, with the names that the app host gives its links.</summary>
internal static class ResourceLinks
{
    public static IEnumerable<ResourceLink> Of(IResource resource)
    {
        foreach (var endpoint in resource.Endpoints())
        {
            var links = resource.Annotations.OfType<EndpointUrl>().Where(u => u.EndpointName == endpoint.Name).Select(u => u.Url).ToList();
            if (links.Count == 0) yield return new(null, endpoint.Uri.OriginalString, endpoint.IsExternal);
            foreach (var link in links) yield return new(link.DisplayText, Absolute(endpoint, link.Url), endpoint.IsExternal);
        }
    }

    private static string Absolute(EndpointAnnotation endpoint, string url)
        => url.StartsWith('/') ? endpoint.Uri.OriginalString + (url == "/" ? "" : url) : url;
}
