using Microsoft.Playwright;

namespace LeadScoring.Tests.Infrastructure;

/// <summary>A real, headless Chromium: the system's own, since Playwright's download is not needed for one browser.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    /// <summary>Long enough for a machine that builds meanwhile; what has to be fast is measured.</summary>
    private const float ExpectMs = 10_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> LaunchAsync()
    {
        var path = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("There is no Chromium: install it (Debian, Ubuntu: apt-get install chromium).");
        Assertions.SetDefaultExpectTimeout(ExpectMs);
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments }));
    }

    public async Task<IPage> OpenAsync(Uri url, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
        page.SetDefaultTimeout(15_000);
        await page.GotoAsync(url.ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
