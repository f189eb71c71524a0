using Aspire.Hosting.ApplicationModel;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>What people open, shown once everything is healthy; and until then, what it waits for.</summary>
internal static class StartupTable
{
    /// <summary>One line for each resource that says what is wrong with it, and where there is more; nothing while nobody knows.</summary>
    public static IReadOnlyList<string> Waiting(IEnumerable<ResourceEvent> resources, string? pageUrl)
    {
        var lines = resources.Where(r => r.Snapshot.Reason.Length > 0).Select(r => $"Waiting for {Named(r)}").ToList();
        if (lines.Count > 0 && pageUrl is not null) lines.Add($"More at {pageUrl}");
        return lines;
    }

    /// <summary>Most reasons begin with the process that they are about.</summary>
    private static string Named(ResourceEvent r) =>
        r.Snapshot.Reason.StartsWith(r.Resource.Name, StringComparison.OrdinalIgnoreCase) ? r.Snapshot.Reason : $"{r.Resource.Name}: {r.Snapshot.Reason}";

    public static IEnumerable<string> Lines(LocalHost host)
    {
        var rows = host.Resources.SelectMany(r => ResourceLinks.Of(r).Where(l => l.IsExternal).Select(l => (Name: l.Text ?? r.Name, Target: l.Url))).ToList();
        if (host.PageUrl is { } page) rows.Add(("Resources", page));
        if (host.DataFolder is { } folder) rows.Add(("Data folder", folder));
        var width = rows.Select(r => r.Name.Length).DefaultIfEmpty().Max();
        return ["", "Everything is healthy.", "", .. rows.Select(r => $"  {r.Name.PadRight(width)}  {r.Target}"), "", "Ctrl+C stops it.", ""];
    }
}
