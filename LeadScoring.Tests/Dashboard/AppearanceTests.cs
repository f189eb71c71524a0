using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

/// <summary>Every page in both themes, at several widths, with hostile names and addresses.</summary>
[Collection(DashboardTests.Name)]
public sealed class AppearanceTests(DashboardFixture dashboard)
{
    public static TheoryData<ColorScheme> Themes => [ColorScheme.Light, ColorScheme.Dark];

    public static TheoryData<string> HostileNames =>
    [
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">",
        "👩‍👩‍👧‍👦🎈 Zürich 🏳️‍🌈 Ⅻ ﷽",
        "مرحبا بالعالم שלום הלו",
        new string('W', 200),
        "Ünïcödé " + string.Concat(Enumerable.Repeat("a\u0301\u0327\u0323", 40)),
    ];

    [Theory]
    [MemberData(nameof(Themes))]
    public async Task Pages_have_no_accessibility_violations_that_axe_finds(ColorScheme theme)
    {
        var lead = await dashboard.LeadAsync("Accessible Ada");
        await dashboard.ScoreAsync(lead, "demo_request", TimeProvider.System.GetUtcNow().AddDays(-3), null, new { page = "/pricing" });
        for (var i = 0; i < 2; i++) await dashboard.ScoreAsync(lead, "page_view", new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-4).AddHours(i), TimeSpan.Zero));
        await dashboard.ScoreAsync(lead, "webinar_attended");
        await using var page = await dashboard.OpenAsync("/?filter=accessible&top=100", scheme: theme);
        await Expect(page.Row(lead)).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("leaderboard");
        await page.Score(lead).HoverAsync();
        await Expect(page["why"]).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("leaderboard with a reason open");
        await page["search"].FillAsync("accessible");
        await Expect(page["search-hit"].First).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("search results");

        await page.Page.GotoAsync(new Uri(page.Web, "/?filter=nothing-has-this").ToString());
        await Expect(page.Page.GetByText("No match in")).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("leaderboard without matches");

        await page.Page.GotoAsync(new Uri(page.Web, "/leads").ToString());
        await Expect(page.Rows.First).ToBeVisibleAsync();
        await page.Page.Locator("details.menu summary").GetByText("Columns").ClickAsync();
        await page.ExpectAccessibleAsync("leads");
        await page["new-lead"].ClickAsync();
        await page["save-lead"].ClickAsync();
        await Expect(page["lead-form"].Locator("[aria-invalid=true]").First).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("new lead, with errors");

        await page.Page.GotoAsync(new Uri(page.Web, $"/leads/{lead}?asof={Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddDays(-3.5).UtcDateTime.ToString("o"))}").ToString());
        await Expect(page["asof-then-score"]).ToHaveTextAsync("0");
        await page["chart"].GetByText("As a table").ClickAsync();
        await page.ExpectAccessibleAsync("lead, as of a day");
        await page["asof-now"].ClickAsync();
        await page["group"].First.ClickAsync();
        await page["log-note"].ClickAsync();
        await Expect(page["log-form"]).ToBeVisibleAsync();
        await page["fact-name"].GetByRole(AriaRole.Button).ClickAsync();
        await page["more"].ClickAsync();
        await page.ExpectAccessibleAsync("lead, with everything open");
        await page["add-event"].ClickAsync();
        await Expect(page["event-form"]).ToBeVisibleAsync();
        await page["send-event"].ClickAsync();
        await Expect(page["event-form"].Locator("[aria-invalid]").First).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("add event, with errors");
        await page.Page.Keyboard.PressAsync("Escape");
        await page["tab-ledger"].ClickAsync();
        await page["ledger"].Locator("summary").First.ClickAsync();
        await page.ExpectAccessibleAsync("lead's ledger");
        await page["more"].ClickAsync();
        await page["delete"].ClickAsync();
        await Expect(page["confirm-delete"]).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("delete lead");

        foreach (var path in new[] { "/rules", "/rules/page_view", "/leads/nobody", "/leads?search=nothing-has-this", "/not-found" })
        {
            await page.Page.GotoAsync(new Uri(page.Web, path).ToString());
            await Expect(page["connection-state"]).ToHaveAttributeAsync("data-state", "live");
            await Expect(page.Page.Locator("h1")).ToHaveCountAsync(1);
            await page.ExpectAccessibleAsync(path);
        }
    }

    [Fact]
    public async Task Theme_is_remembered_and_is_in_the_first_response()
    {
        await using var page = await dashboard.OpenAsync("/");
        var html = page.Page.Locator("html");
        var next = page.Page.GetByRole(AriaRole.Button, new() { Name = "Change theme" });
        await next.ClickAsync();
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");
        await next.ClickAsync();
        await Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        Assert.Equal("rgb(16, 18, 22)", await page.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));

        var answer = await page.Page.ReloadAsync();
        Assert.Contains("data-theme=\"dark\"", await answer!.TextAsync(), StringComparison.Ordinal);
        await next.ClickAsync();
        await Expect(html).Not.ToHaveAttributeAsync("data-theme", new System.Text.RegularExpressions.Regex(".*"));
    }

    [Theory]
    [MemberData(nameof(HostileNames))]
    public async Task Names_are_shown_as_text_and_do_not_change_the_layout(string name)
    {
        var tag = Guid.NewGuid().ToString("n");
        var lead = await dashboard.LeadAsync(name, $"{tag}@example.com", "page_view");
        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            foreach (var path in new[] { $"/?filter={tag}&top=100", $"/leads?search={tag}" })
            {
                await using var page = await dashboard.OpenAsync(path, width, height);
                await Expect(page.Row(lead).Locator(".name")).ToHaveTextAsync(name.Trim());
                var row = await page.Row(lead).BoundingBoxAsync();
                Assert.InRange(row!.Height, width < 768 ? 63 : 43, width < 768 ? 66 : 46); // two lines on a phone
                await page.ExpectNoOverflowAsync();
                Assert.DoesNotContain("owned", await page.Page.TitleAsync(), StringComparison.Ordinal);
                if (width < 500) continue;
                await page["search"].FillAsync(tag);
                await Expect(page["search-hit"].Locator(".name")).ToHaveTextAsync(name.Trim());
                Assert.InRange((await page["search-hit"].BoundingBoxAsync())!.Height, 43, 46);
            }

            await using var profile = await dashboard.OpenAsync($"/leads/{lead}", width, height);
            await Expect(profile.Page.Locator("h1")).ToHaveTextAsync(name.Trim());
            await Assertions.Expect(profile.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex(System.Text.RegularExpressions.Regex.Escape(name.Trim()[..5])));
            await profile.ExpectNoOverflowAsync();
            await profile["more"].ClickAsync();
            await profile["delete"].ClickAsync();
            await Expect(profile.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(name.Trim());
            var dialog = await profile.Page.GetByRole(AriaRole.Dialog).BoundingBoxAsync();
            Assert.True(dialog!.X >= 0 && dialog.X + dialog.Width <= width, "the dialog is wider than the window");
        }
    }

    [Theory]
    [InlineData("/?top=abc&view=mine&span=x&status=boss&filter=%00&lead=nobody", "Open leads")]
    [InlineData("/leads?page=x&limit=-1&minScore=1e9&activity=never&columns=%3Cscript%3E", "Leads")]
    [InlineData("/leads/nobody?tab=evil&range=x&asof=yesterday&known=perhaps&type=%00&changed=x", "Lead not found")]
    [InlineData("/rules/%3Cscript%3E", "<script>")]
    public async Task Pages_ignore_parameters_that_are_not_valid(string path, string heading)
    {
        await using var page = await dashboard.OpenAsync(path);
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync(heading);
        await Expect(page["region-failed"]).ToHaveCountAsync(0);
        await Expect(page["problem"]).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/leads")]
    [InlineData("/rules")]
    [InlineData("/rules/page_view")]
    [InlineData("/not-found")]
    public async Task Pages_are_not_wider_than_a_phone_or_a_window_at_twice_the_size(string path)
    {
        await dashboard.LeadAsync("Narrow Nora", null, "page_view");
        foreach (var (width, height) in new[] { (390, 844), (720, 450), (320, 640) })
        {
            await using var page = await dashboard.OpenAsync(path, width, height);
            await Expect(page.Page.Locator("h1")).ToBeVisibleAsync();
            await page.ExpectNoOverflowAsync();
        }
    }

    [Theory]
    [InlineData(390)]
    [InlineData(768)]
    [InlineData(1024)]
    [InlineData(1100)]
    [InlineData(1280)]
    public async Task Tables_can_be_read_at_any_width(int width)
    {
        var tag = Guid.NewGuid().ToString("n");
        var lead = await dashboard.LeadAsync("Widely Read Wilma", $"{tag}@example.com");
        await dashboard.ScoreAsync(lead, "form_submission");
        await dashboard.ScoreAsync(lead, "demo_request", TimeProvider.System.GetUtcNow().AddDays(-3));
        foreach (var path in new[] { $"/?filter={tag}&top=100", $"/leads?search={tag}&columns=status,email,rank,events,last,created" })
        {
            await using var page = await dashboard.OpenAsync(path, width);
            Assert.True(await WidthAsync(page.Row(lead).Locator(".name")) > 90, $"{path}: the name has no room");
            await Expect(page.Score(lead)).ToBeInViewportAsync(new() { Ratio = 1 });
            await page.ExpectNoOverflowAsync();
        }

        await using var profile = await dashboard.OpenAsync($"/leads/{lead}?tab=ledger", width);
        var line = profile["ledger"].Locator("tbody tr").Filter(new() { HasText = "arrived late" });
        var mark = await line.Locator(".late-mark").BoundingBoxAsync();
        var summary = await line.Locator("summary").BoundingBoxAsync();
        Assert.True(mark!.X + mark.Width <= summary!.X, "the mark is written over the event");
        Assert.True(summary.Width > 80, "the event has no room");
        await line.Locator("summary").ClickAsync();
        Assert.True(await WidthAsync(line.Locator("dd").First) > 150, "the details have no room");
        mark = await line.Locator(".late-mark").BoundingBoxAsync();
        Assert.True(mark!.Y + mark.Height <= (await line.Locator("dt").First.BoundingBoxAsync())!.Y, "the details are written over the mark");
        Assert.True(await WidthAsync(profile["asof"]) > 200, "the chart has no room");
        await profile.ExpectNoOverflowAsync();
    }

    private static async Task<float> WidthAsync(ILocator locator) => (await locator.BoundingBoxAsync())!.Width;
}
