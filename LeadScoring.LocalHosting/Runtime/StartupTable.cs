using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>What people open, shown once everything is healthy.</summary>
internal static class StartupTable
{
    public static IEnumerable<string> Lines(LocalHost host)
    {
        var rows = host.Resources.SelectMany(Rows).ToList();
        if (host.PageUrl is { } page) rows.Add(("Resources", page));
        if (host.DataFolder is { } folder) rows.Add(("Data folder", folder));
        var width = rows.Select(r => r.Name.Length).DefaultIfEmpty().Max();
        return ["", "Everything is healthy.", "", .. rows.Select(r => $"  {r.Name.PadRight(width)}  {r.Target}"), "", "Ctrl+C stops it.", ""];
    }

    private static IEnumerable<(string Name, string Target)> Rows(IResource resource)
    {
        foreach (var endpoint in resource.Endpoints().Where(e => e.IsExternal))
        {
            var links = resource.Annotations.OfType<EndpointUrl>().Where(u => u.EndpointName == endpoint.Name).Select(u => u.Url).ToList();
            if (links.Count == 0) yield return (resource.Name, endpoint.Uri.OriginalString);
            foreach (var link in links) yield return (link.DisplayText ?? resource.Name, Absolute(endpoint, link.Url));
        }
    }

    private static string Absolute(EndpointAnnotation endpoint, string url)
        => url.StartsWith('/') ? endpoint.Uri.OriginalString + (url == "/" ? "" : url) : url;
}
