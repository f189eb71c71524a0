using System.Diagnostics;
using LeadScoring.Tests.Dashboard;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.LocalHosting;

/// <summary>The resource page in a real browser.</summary>
public sealed class ResourcePageBrowserTests : IAsyncLifetime
{
    private SmallApp _app = null!;
    private Browser _browser = null!;

    public async Task InitializeAsync() => (_app, _browser) = (await SmallApp.StartAsync(), await Browser.LaunchAsync());

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Stop_start_and_restart_are_seen_without_a_reload_and_focus_stays()
    {
        await using var page = await OpenAsync("/");
        var row = Row(page, "talker");
        await Expect(row).ToContainTextAsync("Running");
        var old = _app.ProcessId("talker");
        await Expect(row).ToContainTextAsync($"{old}");

        await page.Page.GetByLabel("Stop talker").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(row).ToContainTextAsync("Stopped");
        await Expect(row).ToContainTextAsync("exit code 143 (SIGTERM)");
        await Expect(page.Page.GetByLabel("Start talker", new() { Exact = true })).ToBeFocusedAsync();
        Assert.False(SmallApp.IsAlive(old));

        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(row).ToContainTextAsync("Running");
        await page.Page.GetByLabel("Restart talker").ClickAsync();
        await Expect(row).ToContainTextAsync("2 restarts");
        await Expect(row).ToContainTextAsync($"{_app.ProcessId("talker")}");

        Process.GetProcessById(_app.ProcessId("talker")).Kill();
        await Expect(row).ToContainTextAsync("3 restarts, last exit code 137 (SIGKILL)");
        await Expect(row).ToContainTextAsync("Running");
        await page.Page.GetByLabel("Console logs of talker").ClickAsync();
        await page.ExpectPathAsync("/logs?resource=talker");
        await Expect(page.Page.Locator("#lines")).ToContainTextAsync("[host] talker-1 exited with code 137");
    }

    [Fact]
    public async Task Details_show_the_environment_and_hide_secrets_until_they_are_asked_for()
    {
        await using var page = await OpenAsync("/");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "talker", Exact = true }).ClickAsync();
        await page.ExpectPathAsync("/?resource=talker");
        var details = page.Page.Locator("#details");
        await Expect(details).ToContainTextAsync("plain text");
        await Expect(details).ToContainTextAsync("tail -n +1 -F says.txt");
        await Expect(details).Not.ToContainTextAsync("hunter2");

        await details.GetByLabel("Show API_KEY").ClickAsync();
        await Expect(details).ToContainTextAsync("hunter2");
        await details.GetByLabel("Show API_KEY").ClickAsync();
        await Expect(details).Not.ToContainTextAsync("hunter2");

        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(details).ToBeHiddenAsync();
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "talker", Exact = true })).ToBeFocusedAsync();
        await page.Page.GoBackAsync();
        await Expect(details).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Logs_come_live_as_text_and_can_be_paused_filtered_and_cleared()
    {
        const string Hostile = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
        await using var page = await OpenAsync("/logs?resource=talker");
        var lines = page.Page.Locator("#lines");
        await Expect(lines).ToContainTextAsync("hello");

        _app.Says(Hostile);
        await Expect(lines.GetByText(Hostile, new() { Exact = true })).ToBeVisibleAsync();
        Assert.DoesNotContain("owned", await page.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await lines.Locator("script, img").CountAsync());
        _app.Says("fail: it broke\n      because of this");
        await Expect(lines.Locator(".error")).ToHaveCountAsync(2);

        _app.Says(string.Join('\n', Enumerable.Range(1, 300).Select(i => $"line {i}")));
        await Expect(lines.GetByText("line 300", new() { Exact = true })).ToBeInViewportAsync();
        await lines.EvaluateAsync("e => e.scrollTop = 0");
        await Expect(page.Page.Locator("#follow")).ToHaveTextAsync("Follow");
        _app.Says("after scrolling up");
        await Expect(page.Page.Locator("#newer")).ToHaveTextAsync("1 new line below");
        await Expect(lines.GetByText("after scrolling up")).Not.ToBeInViewportAsync();
        await page.Page.Locator("#newer").ClickAsync();
        await Expect(lines.GetByText("after scrolling up")).ToBeInViewportAsync();

        await page.Page.GetByLabel("Filter").FillAsync("LINE 29");
        await page.ExpectPathAsync("/logs?resource=talker&filter=LINE+29");
        await Expect(lines.Locator(".line")).ToHaveCountAsync(11);
        _app.Says("does not match");
        _app.Says("line 29 again");
        await Expect(lines.Locator(".line")).ToHaveCountAsync(12);
        await page.Page.ReloadAsync();
        await Expect(lines.Locator(".line")).ToHaveCountAsync(12);

        await page.Page.GetByText("Clear view").ClickAsync();
        await Expect(lines).ToHaveTextAsync("Cleared. New lines will show here.");
        _app.Says("line 29 after clearing");
        await Expect(lines.Locator(".line")).ToHaveCountAsync(1);
        var file = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByText("Download").ClickAsync());
        Assert.Contains("hello", await File.ReadAllTextAsync((await file.PathAsync())!), StringComparison.Ordinal);

        await page.Page.Locator("#source").SelectOptionAsync(new SelectOptionValue { Label = "redis" });
        await page.ExpectPathAsync("/logs?resource=redis");
        await page.Page.GoBackAsync();
        await Expect(lines.Locator(".line")).ToHaveCountAsync(13);
    }

    [Fact]
    public async Task A_page_whose_host_is_gone_says_so()
    {
        var page = await _browser.OpenAsync(_app.Page);
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        await Expect(page.Locator("#lost")).ToBeHiddenAsync();

        await _app.App.DisposeAsync();

        await Expect(page.Locator("#lost")).ToContainTextAsync("Disconnected. Reconnecting…");
        await Expect(page.Locator("#live")).ToHaveTextAsync("Offline");
        await Expect(Row(page, "talker")).ToBeVisibleAsync();
        await Expect(page.Locator("tr[data-row=talker] button").First).ToHaveAttributeAsync("aria-disabled", "true");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_and_nothing_is_wider_than_a_phone(ColorScheme theme)
    {
        _app.Says("fail: red\nwarn: amber\n\e[1mplain");
        foreach (var (width, height) in new[] { (1440, 900), (390, 844), (320, 640) })
        {
            foreach (var path in new[] { "/", "/?resource=talker", "/?resource=redis", "/logs", "/logs?resource=talker&filter=nothing", "/?resource=nobody", "/logs?resource=nobody&instance=x" })
            {
                await using var page = await OpenAsync(path, width, height, theme);
                await Expect(page.Page.Locator("#live")).ToHaveTextAsync("Live");
                if (path == "/?resource=talker") await Expect(page.Page.Locator("#details")).ToContainTextAsync("PLAIN");
                await page.ExpectNoOverflowAsync();
                if (width != 320) await page.ExpectAccessibleAsync($"{path} at {width}");
            }
        }

        await _app.DoAsync("redis", "stop");
        await _app.DoAsync("talker", "restart");
        await using var trouble = await OpenAsync("/", scheme: theme);
        await Expect(Row(trouble, "redis")).ToContainTextAsync("Stopped");
        await Expect(Row(trouble, "talker")).ToContainTextAsync("for redis");
        await trouble.ExpectAccessibleAsync("stopped and waiting");
    }

    [Fact]
    public async Task A_chosen_theme_is_kept()
    {
        await using var page = await OpenAsync("/", scheme: ColorScheme.Dark);
        await page.Page.GetByText("System theme").ClickAsync();
        await Expect(page.Page.GetByText("Light theme")).ToBeVisibleAsync();
        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    private static ILocator Row(DashboardPage page, string name) => Row(page.Page, name);

    private static ILocator Row(IPage page, string name) => page.Locator($"tr[data-row={name}]");

    private async Task<DashboardPage> OpenAsync(string path, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
        => new(await _browser.OpenAsync(new Uri(_app.Page, path), width, height, scheme), _app.Page);
}
