using System.Text.Json;
using Microsoft.Playwright;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>The leaderboard in a real, headless Chromium.</summary>
internal sealed class BoardPage : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;
    private readonly ICDPSession _session;
    private readonly ICDPSession _browserSession;

    private BoardPage(IPlaywright playwright, IBrowser browser, IPage page, ICDPSession session, ICDPSession browserSession) =>
        (_playwright, _browser, _page, _session, _browserSession) = (playwright, browser, page, session, browserSession);

    public static async Task<BoardPage> OpenAsync(Uri url, int rows)
    {
        var path = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("There is no Chromium: install it (Debian, Ubuntu: apt-get install chromium).");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        page.SetDefaultTimeout(30_000);
        await page.GotoAsync(url.ToString());
        await page.WaitForFunctionAsync("rows => document.querySelectorAll('tr[data-lead-id]').length >= rows", rows);
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        return new(playwright, browser, page, session, await browser.NewBrowserCDPSessionAsync());
    }

    public async Task WatchAsync(IReadOnlyList<string> probes)
    {
        await using var script = typeof(BoardPage).Assembly.GetManifestResourceStream(typeof(BoardPage), "page.js")!;
        using var reader = new StreamReader(script);
        await _page.EvaluateAsync(await reader.ReadToEndAsync(), probes);
    }

    /// <summary>From now on it is counted; what probes show is noted all the time.</summary>
    public Task BeginAsync() => _page.EvaluateAsync("watched.begin()");

    public async Task<PageFigures> FiguresAsync() => (await _page.EvaluateAsync<JsonElement>("watched.figures()")).Deserialize<PageFigures>(Json)!;

    /// <summary>Collects garbage first, which takes a moment: for before and after, not for meanwhile.</summary>
    public async Task<PageCounters> CountersAsync()
    {
        await _session.SendAsync("HeapProfiler.collectGarbage");
        var nodes = await _page.EvaluateAsync<int>("document.querySelectorAll('*').length");
        var answer = await _session.SendAsync("Performance.getMetrics");
        var metrics = answer!.Value.GetProperty("metrics").EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble());
        var processes = await _browserSession.SendAsync("SystemInfo.getProcessInfo");
        var processor = processes!.Value.GetProperty("processInfo").EnumerateArray().Sum(p => p.GetProperty("cpuTime").GetDouble());
        return new(
            metrics["Timestamp"], metrics["TaskDuration"], metrics["ScriptDuration"], metrics["RecalcStyleDuration"], metrics["LayoutDuration"], processor,
            metrics["JSHeapUsedSize"], nodes, metrics["Nodes"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
