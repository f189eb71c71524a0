using System.Globalization;

namespace LeadScoring.Benchmarks.Dashboard;

/// <param name="Url">The API, which runs already, on this machine.</param>
/// <param name="Web">The dashboard, likewise.</param>
/// <param name="Leads">Leads that scores change of. Up to 50, every change is one of a visible row.</param>
/// <param name="Rate">Events posted per second, one request each.</param>
/// <param name="Seconds">For how long, after some seconds of warming up.</param>
/// <param name="Circuits">Further circuits beside the browser's.</param>
/// <param name="WebPid">The dashboard's process; null: it is looked for.</param>
/// <param name="Check">A missed target is a failure.</param>
internal sealed record DashboardOptions(string Url, string Web, int Leads, int Rate, int Seconds, int Circuits, int? WebPid, bool Check)
{
    /// <summary>Rows of the page.</summary>
    public const int Top = 50;

    public Uri ToPage() => new($"{Web.TrimEnd('/')}/?top={Top}");

    public static DashboardOptions Parse(string[] args)
    {
        string? Given(string name) => Array.IndexOf(args, "--" + name) is >= 0 and var at ? args[at + 1] : null;
        int? Number(string name) => Given(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
        return new(
            Given("url") ?? "http://localhost:3000", Given("web") ?? "http://localhost:5173", Number("leads") ?? 50, Number("rate") ?? 500,
            Number("seconds") ?? 60, Number("circuits") ?? 49, Number("web-pid"), args.Contains("--check"));
    }
}
