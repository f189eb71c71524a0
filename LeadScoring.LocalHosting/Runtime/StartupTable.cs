namespace LeadScoring.LocalHosting.Runtime;

/// <summary>What people open, shown once everything is healthy.</summary>
internal static class StartupTable
{
    public static IEnumerable<string> Lines(LocalHost host)
    {
        var rows = host.Resources.SelectMany(r => ResourceLinks.Of(r).Where(l => l.IsExternal).Select(l => (Name: l.Text ?? r.Name, Target: l.Url))).ToList();
        if (host.PageUrl is { } page) rows.Add(("Resources", page));
        if (host.DataFolder is { } folder) rows.Add(("Data folder", folder));
        var width = rows.Select(r => r.Name.Length).DefaultIfEmpty().Max();
        return ["", "Everything is healthy.", "", .. rows.Select(r => $"  {r.Name.PadRight(width)}  {r.Target}"), "", "Ctrl+C stops it.", ""];
    }
}
