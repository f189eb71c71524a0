using System.Globalization;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>
/// A leaderboard whose rows change all the time: how soon a browser shows a change, how smooth its page stays, and what each
/// further circuit costs the dashboard's process. On a system that runs.
/// </summary>
internal static class DashboardBenchmark
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    /// <returns>Whether every target was met.</returns>
    public static async Task<bool> RunAsync(DashboardOptions options)
    {
        Console.WriteLine($"{options} on {Environment.ProcessorCount} cores, load average {LoadAverage()}");
        using var api = Client(options.Url);
        using var web = Client(options.Web);
        var leads = new BoardLeads(api);
        var usage = new UsageLog(Web(options.WebPid));
        try
        {
            await BoardRules.PublishAsync(api);
            await leads.CreateAsync(options.Leads, ScoreChanges.ProbesPerSecond * (options.Seconds + (int)Pause.TotalSeconds));
            return await MeasureAsync(options, api, web, leads, usage);
        }
        finally
        {
            await leads.DeleteAsync();
        }
    }

    private static async Task<bool> MeasureAsync(DashboardOptions options, HttpClient api, HttpClient web, BoardLeads leads, UsageLog usage)
    {
        await Task.Delay(Pause);
        usage.Mark("before");
        await using var page = await BoardPage.OpenAsync(options.ToPage(), Math.Min(options.Leads, DashboardOptions.Top));
        await Task.Delay(Pause);
        usage.Mark("one browser");
        var quiet = usage.Megabytes;
        await using var circuits = await Circuits.OpenAsync(web, options);
        await Task.Delay(Pause);
        usage.Mark($"and {options.Circuits} circuits");
        var open = usage.Megabytes;

        var probes = new ProbeLog(TimeProvider.System);
        var changes = new ScoreChanges(api, leads, probes, options.Rate);
        await page.WatchAsync(leads.Probes);
        await changes.PostAsync(Pause);
        usage.Mark("load, warming up");
        var (before, shares, since) = (await page.CountersAsync(), new ProcessorShares(), probes.Now);
        await Task.Delay(Settling);
        await page.BeginAsync();
        circuits.Begin();
        using var stop = new CancellationTokenSource();
        var marking = usage.MarkEveryAsync(Between, stop.Token);
        var posted = await changes.PostAsync(TimeSpan.FromSeconds(options.Seconds));
        await stop.CancelAsync();
        await marking;
        var (shared, received, counted) = (shares.Describe(), circuits.Describe(), await page.FiguresAsync());
        var after = await page.CountersAsync();
        usage.Mark("load, the rest");
        await Task.Delay(Pause);
        var noted = await page.FiguresAsync();
        await Task.Delay(Between);
        usage.Mark("quiet again");
        await circuits.DisposeAsync();
        await Task.Delay(Pause);
        usage.Mark("circuits closed");

        Console.WriteLine($"{posted} events posted in {options.Seconds} s, {changes.Failed} not accepted, at most {changes.Behind.TotalMilliseconds:n0} ms late; load average {LoadAverage()}");
        var met = DashboardReport.Latency(probes.Latencies(noted.Seen, since));
        met &= DashboardReport.Tasks(counted);
        DashboardReport.Page(counted, before, after);
        usage.Report();
        if (options.Circuits > 0) Console.WriteLine($"  {(open - quiet) / (double)options.Circuits:n2} MB per circuit; {received}");
        Console.WriteLine($"Processor under load, % of one core: {shared}, browser {100 * (after.Processor - before.Processor) / (after.At - before.At):n0}");
        return met && changes.Failed == 0 && circuits.Failures.Count == 0;
    }

    private static SystemProcess Web(int? pid)
    {
        if (pid is { } given) return new(given);
        var found = SystemProcess.Find("LeadScoring.Web");
        return found.Count == 1 ? found[0] : throw new ArgumentException($"{found.Count} processes may be the dashboard: say which by --web-pid.");
    }

    private static HttpClient Client(string url) => new(new SocketsHttpHandler { MaxConnectionsPerServer = 32, UseCookies = false }) { BaseAddress = new Uri(url) };

    private static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]).ToString(CultureInfo.InvariantCulture);
}

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

    public static DashboardOptions Parse(BenchmarkArguments args) => new(
        args.Text("url", "http://localhost:3000"), args.Text("web", "http://localhost:5173"), args.Number("leads", 50), args.Number("rate", 500),
        args.Number("seconds", 60), args.Number("circuits", 49), args.OptionalNumber("web-pid"), args.Flag("check"));
}
