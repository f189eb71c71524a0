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

/// <summary>What page.js saw: long tasks, slow frames and probes since the page had loaded, the counts since it was told to begin. Durations in milliseconds.</summary>
internal sealed record PageFigures
{
    /// <summary>Since the counts began.</summary>
    public required double Seconds { get; init; }

    /// <summary>Times that rows changed, however many at once.</summary>
    public required int Updates { get; init; }

    /// <summary>Scores that changed in place.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows put elsewhere.</summary>
    public required int Moves { get; init; }

    public required int Frames { get; init; }

    public required double LongestFrame { get; init; }

    /// <summary>Frames that came more than 50 ms after the one before.</summary>
    public required int SlowFrames { get; init; }

    public required IReadOnlyList<SeenScore> Seen { get; init; }

    /// <summary>Tasks over 50 ms until the page had loaded.</summary>
    public required IReadOnlyList<double> FirstLoad { get; init; }

    /// <summary>Tasks over 50 ms since.</summary>
    public required IReadOnlyList<double> LongTasks { get; init; }

    public required IReadOnlyList<SlowFrame> SlowFrameDetails { get; init; }
}

/// <summary>A frame that took more than 50 ms.</summary>
/// <param name="Duration">Milliseconds, all of it.</param>
/// <param name="Render">The part since its rendering began.</param>
/// <param name="Layout">The part since style and layout began.</param>
/// <param name="Scripts">What ran in it for more than 5 ms.</param>
internal sealed record SlowFrame(double Duration, double Render, double Layout, IReadOnlyList<string> Scripts);

/// <param name="LeadId">A probe.</param>
/// <param name="Score">What its row showed.</param>
/// <param name="At">Since when, in milliseconds since 1970.</param>
internal sealed record SeenScore(string LeadId, long Score, double At);

/// <summary>What the browser counts itself.</summary>
/// <param name="At">Seconds.</param>
/// <param name="Task">Seconds that the page's main thread was busy.</param>
/// <param name="Script">Seconds of them in scripts.</param>
/// <param name="Style">Seconds of them in style.</param>
/// <param name="Layout">Seconds of them in layout.</param>
/// <param name="Processor">Processor seconds of all the browser's processes.</param>
/// <param name="Heap">Bytes of the script heap in use after a collection.</param>
/// <param name="Nodes">DOM nodes in the document.</param>
/// <param name="AllNodes">DOM nodes in memory, those that left the document too.</param>
internal sealed record PageCounters(double At, double Task, double Script, double Style, double Layout, double Processor, double Heap, int Nodes, double AllNodes);
