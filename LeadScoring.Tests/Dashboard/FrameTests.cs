using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

/// <summary>Navigation, bar, and what is shown before there is a circuit.</summary>
[Collection(DashboardTests.Name)]
public sealed partial class FrameTests(DashboardFixture dashboard)
{
    /// <summary>What is on the page before and after, by the element that shows it.</summary>
    private static readonly string[] Fixed = [".brand", ".rail-link[aria-current]", ".bar", ".search-field", "h1"];

    [Theory]
    [InlineData("/", 1440)]
    [InlineData("/leads", 1440)]
    [InlineData("/rules", 1440)]
    [InlineData("/leads", 390)]
    public async Task First_frame_is_where_the_page_will_be_and_its_links_work(string path, int width)
    {
        await dashboard.LeadAsync("First Framed Fred", null, "page_view");
        var page = await dashboard.EmptyAsync(width);
        await page.RouteAsync("**/blazor.web*.js", route => route.AbortAsync());
        await page.GotoAsync(new Uri(dashboard.Web, path).ToString());
        await Expect(page.Locator(".first-frame")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Loading")).ToBeVisibleAsync();
        var before = await PlacesAsync(page);
        var skeleton = await page.Locator(".first-frame .row").First.BoundingBoxAsync();

        await page.UnrouteAllAsync();
        await page.Locator(".rail-link[aria-current]").ClickAsync();
        await Expect(page.GetByTestId("connection-state")).ToBeVisibleAsync();
        await Expect(page.Locator(".first-frame")).ToHaveCountAsync(0);
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();

        Assert.Equal(before, await PlacesAsync(page));
        if (width > 1000) Assert.Equal(skeleton!.Y, (await page.Locator("tbody tr").First.BoundingBoxAsync())!.Y, 4.0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Files_that_the_first_response_names_are_compressed()
    {
        using var http = new HttpClient { BaseAddress = dashboard.Web };
        var html = await http.GetStringAsync(new Uri("/", UriKind.Relative));
        var paths = FileName().Matches(html).Select(m => m.Groups[1].Value).ToList();
        Assert.Contains(paths, p => p.Contains("MudBlazor.min", StringComparison.Ordinal));
        Assert.Contains(paths, p => p.Contains("blazor.web", StringComparison.Ordinal));
        foreach (var path in paths)
        {
            http.DefaultRequestHeaders.Remove("Accept-Encoding");
            var whole = (await http.GetByteArrayAsync(new Uri(path, UriKind.Relative))).Length;
            http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
            var packed = (await http.GetByteArrayAsync(new Uri(path, UriKind.Relative))).Length;
            Assert.True(packed < whole * 0.8, $"{path}: {packed} of {whole} bytes");
        }
    }

    [Fact]
    public async Task Bar_scrolls_away_and_the_bottom_navigation_hides_in_a_low_window()
    {
        for (var i = 0; i < 12; i++) await dashboard.LeadAsync($"Low Window {i}");
        await using var page = await dashboard.OpenAsync("/leads?search=low+window", 720, 450);
        await Expect(page.Rows.First).ToBeVisibleAsync();
        await page.Page.Mouse.MoveAsync(300, 300);
        await page.Page.Mouse.WheelAsync(0, 250);
        await Expect(page.Page.Locator("html[data-reading]")).ToHaveCountAsync(1);
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.rail').getBoundingClientRect().top >= innerHeight");
        Assert.True((await page.Page.Locator(".bar").BoundingBoxAsync())!.Y < 0, "the bar stays");

        await page.Page.Mouse.WheelAsync(0, -60);
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.rail').getBoundingClientRect().bottom <= innerHeight");
    }

    [Fact]
    public async Task Bar_stays_and_so_does_the_bottom_navigation_on_a_phone()
    {
        for (var i = 0; i < 20; i++) await dashboard.LeadAsync($"High Window {i}");
        await using var page = await dashboard.OpenAsync("/leads?search=high+window", 390, 844);
        await Expect(page.Rows.First).ToBeVisibleAsync();
        await page.Page.Mouse.MoveAsync(200, 400);
        await page.Page.Mouse.WheelAsync(0, 250);
        await page.Page.WaitForFunctionAsync("() => scrollY > 100");
        Assert.Equal(0, (await page.Page.Locator(".bar").BoundingBoxAsync())!.Y);
        var rail = await page.Page.Locator(".rail").BoundingBoxAsync();
        Assert.Equal(844, rail!.Y + rail.Height);
    }

    [Fact]
    public async Task Delete_dialog_cuts_a_long_name_at_two_lines_and_never_scrolls_sideways()
    {
        var lead = await dashboard.LeadAsync("Dr. " + new string('W', 190));
        await using var page = await dashboard.OpenAsync($"/leads/{lead}", 390, 844);
        await Expect(page.Page.Locator("h1")).ToContainTextAsync("WWW");
        var dialog = page.Page.GetByRole(AriaRole.Dialog);
        await page.Page.EvaluateAsync("() => document.querySelector('details.menu summary')?.click()");
        await page["delete"].ClickAsync();
        await Expect(page["confirm-delete"]).ToBeVisibleAsync();

        Assert.InRange((await dialog.Locator(".delete-name").BoundingBoxAsync())!.Height, 20, 45);
        Assert.False(await dialog.EvaluateAsync<bool>("d => [d, ...d.querySelectorAll('*')].some(e => e.scrollWidth > e.clientWidth && /auto|scroll/.test(getComputedStyle(e).overflowX))"));
        await Expect(dialog).ToContainTextAsync("This can't be undone.");
    }

    [GeneratedRegex("""(?:href|src|url\()=?["']([^"']+\.(?:css|js))["']""")]
    private static partial Regex FileName();

    private static async Task<string> PlacesAsync(IPage page) => await page.EvaluateAsync<string>(
        "names => names.map(n => { const e = document.querySelector(n), b = e.getBoundingClientRect(); return `${n} ${Math.round(b.x)} ${Math.round(b.y)} ${n === '.search-field' ? '' : Math.round(b.height)}`; }).join('\\n')", Fixed);
}
