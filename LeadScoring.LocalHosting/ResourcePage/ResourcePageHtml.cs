using System.Net;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Runtime;

namespace LeadScoring.LocalHosting.ResourcePage;

/// <summary>Plain pages without scripts, which load themselves again every 2 s.</summary>
internal static class ResourcePageHtml
{
    private const string Style = """
        :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
        body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
        table { border-collapse: collapse; width: 100% }
        th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid #8884 }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px }
        """;

    public static string Overview(LocalHost host) => Page("Resources", $"""
        <h1>Resources</h1>
        <table>
        <thead><tr><th>Name</th><th>State</th><th>Health</th><th>Address</th><th>Processes</th><th>Log</th></tr></thead>
        <tbody>{string.Concat(host.Runners.Values.Select(Row))}</tbody>
        </table>
        <p>{(host.DataFolder is { } folder ? $"Data folder: {Text(folder)}" : "")}</p>
        """);

    public static string Log(ResourceRunner runner) => Page(runner.Resource.Name, $"""
        <p><a href="/">Resources</a></p>
        <h1>{Text(runner.Resource.Name)}</h1>
        <pre>{Text(string.Join('\n', runner.RecentLog.Reverse()))}</pre>
        """);

    private static string Row(ResourceRunner runner)
    {
        var name = Text(runner.Resource.Name);
        var state = runner.Snapshot;
        var addresses = runner.Resource.Endpoints().Select(e => Text(e.Uri.OriginalString))
            .Select(url => url.StartsWith("http", StringComparison.Ordinal) ? $"<a href=\"{url}\">{url}</a>" : url);
        var processes = runner.Instances.Select(i => Text($"{i.Id}: {(i.Status.ProcessId is { } id ? $"process {id}" : "no process")}, started {i.Status.Starts}×"));
        var log = runner.Instances.Count == 0 ? "" : $"<a href=\"/logs/{Uri.EscapeDataString(runner.Resource.Name)}\" aria-label=\"Log of {name}\">log</a>";
        return $"""
            <tr><th scope="row">{name}</th><td>{Text(state.State)}</td><td>{state.HealthStatus} {Text(state.Reason)}</td>
            <td>{string.Join("<br>", addresses)}</td><td>{string.Join("<br>", processes)}</td><td>{log}</td></tr>
            """;
    }

    private static string Page(string title, string body) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
        <meta name="viewport" content="width=device-width"><title>{Text(title)}</title><style>{Style}</style></head>
        <body>{body}</body></html>
        """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
