using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

/// <summary>How tables use their room, and what shows that a row has the focus or is selected.</summary>
[Collection(DashboardTests.Name)]
public sealed class TableTests(DashboardFixture dashboard)
{
    private const string AllColumns = "&columns=why,status,email,rank,events,last,created";

    [Theory]
    [InlineData(768)]
    [InlineData(1024)]
    [InlineData(1280)]
    [InlineData(1440)]
    public async Task List_keeps_the_name_readable_and_scrolls_to_columns_that_do_not_fit(int width)
    {
        var tag = Tag();
        var lead = await dashboard.LeadAsync($"{tag} Somebody", null, "demo_request");
        await using var page = await dashboard.OpenAsync($"/leads?search={tag}", width);
        await Expect(page.Row(lead).Locator(".reason")).ToBeVisibleAsync();
        Assert.True((await BoxAsync(page.Row(lead).Locator(".name"))).Width >= 160, "the name has no room");
        Assert.True((await BoxAsync(page.Row(lead).Locator(".reason"))).Width >= 120, "why has no room");
        Assert.False(await IsScrollableAsync(page), "the usual columns do not fit");

        await page.Page.GotoAsync(new Uri(page.Web, $"/leads?search={tag}{AllColumns}").ToString());
        await Expect(page.Page.Locator("th.email")).ToBeAttachedAsync();
        Assert.True((await BoxAsync(page.Row(lead).Locator(".name"))).Width >= 160, "the name has no room");
        Assert.True((await BoxAsync(page.Row(lead).Locator(".reason"))).Width >= 120, "why has no room");
        Assert.True(await IsScrollableAsync(page), "all columns cannot fit");
        await page.Page.EvaluateAsync("document.querySelector('.list').scrollLeft = 9999");
        var card = await BoxAsync(page.Page.Locator(".list"));
        var (score, name, last) = (await BoxAsync(page.Score(lead)), await BoxAsync(page.Row(lead).Locator(".name")), await BoxAsync(page.Page.Locator("th.when").Last));
        Assert.True(score.X >= card.X && name.X > score.X + score.Width, "score and name are scrolled away");
        Assert.True(last.X > name.X + name.Width && last.X + last.Width <= card.X + card.Width + 1, "the last column is not reached");
        await page.ExpectNoOverflowAsync();

        // The row is a link everywhere, also where a cell has none.
        await page.Row(lead).Locator(".events").ClickAsync(new() { Force = true }); // what is clicked is the link behind the cells
        await page.ExpectPathAsync($"/leads/{lead}");
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1440)]
    public async Task Ledger_has_rules_in_a_column_like_the_others(int width)
    {
        var lead = await dashboard.LeadAsync("Ledger Lou", null, "page_view", "demo_request");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}?tab=ledger", width);
        var row = page["ledger"].Locator("tbody tr").First;
        var (whole, rule, change) = (await BoxAsync(row), await BoxAsync(row.Locator("td.rule")), await BoxAsync(row.Locator("td.delta")));
        Assert.Equal((whole.Y, whole.Height, change.X), (rule.Y, rule.Height, rule.X + rule.Width));
        var link = await BoxAsync(row.GetByTestId("rule-link"));
        Assert.True(link.X + link.Width < rule.X + rule.Width, "the version is cut");
    }

    [Fact]
    public async Task Rules_are_two_lines_on_a_phone_and_their_points_end_at_one_line()
    {
        await using var page = await dashboard.OpenAsync("/rules", 390, 844);
        var row = page["rules"].Locator("tbody tr").Filter(new() { HasText = "form_submission" });
        var (text, type, points) = (await BoxAsync(row.Locator(".row-link")), await BoxAsync(row.Locator(".type")), await BoxAsync(row.Locator(".worth-value")));
        Assert.True(text.Y + text.Height <= type.Y + 1, "the type is not below the description");
        Assert.True(Math.Max(text.X + text.Width, type.X + type.Width) <= points.X, "the points are written over the text");
        await Expect(row.Locator(".version")).ToBeHiddenAsync();
        await page.ExpectAccessibleAsync("rules on a phone");

        await page.Page.SetViewportSizeAsync(1440, 900);
        var ends = await page["rules"].Locator(".worth-value").EvaluateAllAsync<double[]>("all => all.map(v => Math.round(v.getBoundingClientRect().right))");
        Assert.Single(ends.Distinct());
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(720, 450)]
    public async Task Menu_of_statuses_is_inside_the_window(int width, int height)
    {
        var tag = Tag();
        for (var i = 0; i < 8; i++) await dashboard.LeadAsync($"{tag} {i}", null, "page_view");
        await using var page = await dashboard.OpenAsync($"/leads?search={tag}", width, height);
        await Expect(page.Rows).ToHaveCountAsync(8);
        // A headless browser has no scrollbar; elsewhere innerWidth counts it.
        await page.Page.EvaluateAsync("Object.defineProperty(window, 'innerWidth', { value: document.documentElement.clientWidth + 15 })");
        foreach (var row in new[] { 0, 7 })
        {
            await page.Rows.Nth(row).Locator(".status-button").ClickAsync();
            var menu = await BoxAsync(page["status-menu"]);
            Assert.True(menu.X >= 8 && menu.X + menu.Width <= await page.Page.EvaluateAsync<float>("document.documentElement.clientWidth") - 8, "the menu is cut at a side");
            Assert.True(menu.Y >= 8 && menu.Y + menu.Height <= height - 8, "the menu is cut at its top or end");
            await page.Page.Keyboard.PressAsync("Escape");
        }
    }

    [Fact]
    public async Task Leads_are_selected_by_touch_on_a_phone()
    {
        var tag = Tag();
        var (first, second) = (await dashboard.LeadAsync($"{tag} A", null, "page_view"), await dashboard.LeadAsync($"{tag} B", null, "page_view"));
        await using var page = await dashboard.OpenAsync($"/?view=all&filter={tag}&top=100", 390, 844);
        await Expect(page.Row(first).GetByTestId("select")).ToBeHiddenAsync();
        await page.Row(first).Locator(".status-button").ClickAsync();
        await page["menu-select"].ClickAsync();
        await Expect(page.Row(first)).ToHaveClassAsync("selected");
        Assert.NotEqual("none", await page.Row(first).EvaluateAsync<string>("row => getComputedStyle(row).boxShadow"));
        await page.Row(second).GetByTestId("select").ClickAsync();
        await Expect(page["bulk-bar"]).ToContainTextAsync("2 leads selected");
        Assert.True((await BoxAsync(page["bulk-bar"])).Height < 60, "the bar has more than one line");
        await page.ExpectNoOverflowAsync();
        await page.ExpectAccessibleAsync("selected on a phone");

        await page["bulk-status"].ClickAsync();
        await Expect(page["menu-select"]).ToBeHiddenAsync();
        await page["status-menu"].GetByText("Contacted").ClickAsync();
        await Expect(page["bulk-bar"]).ToHaveCountAsync(0);
        foreach (var lead in new[] { first, second }) await Expect(page.Row(lead).Locator(".status-button")).ToHaveAttributeAsync("data-status", "contacted");
    }

    [Theory]
    [InlineData("/?view=all&top=100&filter=")]
    [InlineData("/leads?search=")]
    public async Task Focus_and_selection_are_shown_together_and_move_no_column(string path)
    {
        var tag = Tag();
        var lead = await dashboard.LeadAsync($"{tag} A", null, "form_submission");
        await dashboard.LeadAsync($"{tag} B", null, "page_view");
        await using var page = await dashboard.OpenAsync(path + tag);
        await Expect(page.Rows).ToHaveCountAsync(2);
        var all = page["select-all"];
        var widths = await HeadsAsync(page);
        await page.Page.Keyboard.PressAsync("j");
        Assert.Equal(widths, await HeadsAsync(page));
        var focused = await BackgroundAsync(page.Rows.Nth(0));
        Assert.NotEqual(await BackgroundAsync(page.Rows.Nth(1)), focused);

        await page.Page.Keyboard.PressAsync("x");
        await Expect(page.Row(lead)).ToHaveClassAsync("selected");
        var both = await BackgroundAsync(page.Rows.Nth(0));
        await page.Page.WaitForFunctionAsync("() => document.querySelector('[data-testid=select-all]').indeterminate");
        await page.Page.Keyboard.PressAsync("j");
        var selected = await BackgroundAsync(page.Rows.Nth(0));
        Assert.Equal(3, new[] { focused, both, selected }.Distinct().Count());

        await page.Page.Keyboard.PressAsync("x");
        await Expect(all).ToBeCheckedAsync();
        Assert.False(await all.EvaluateAsync<bool>("box => box.indeterminate"));
        await page["bulk-clear"].ClickAsync();
        await page.Page.WaitForFunctionAsync("() => { const box = document.querySelector('[data-testid=select-all]'); return !box.checked && !box.indeterminate; }");
    }

    [Fact]
    public async Task Tick_of_a_saved_status_is_in_its_column_beside_the_status()
    {
        var lead = await dashboard.LeadAsync("Ticked Tim", null, "page_view");
        await using var page = await dashboard.OpenAsync("/?view=all&filter=ticked+tim&top=100");
        await page.Row(lead).Locator(".status-button").ClickAsync();
        await page["status-menu"].GetByText("Contacted").ClickAsync();
        await Expect(page.Row(lead).Locator(".marked")).ToBeVisibleAsync();
        var (cell, tag, tick) = (await BoxAsync(page.Row(lead).Locator("td.status")), await BoxAsync(page.Row(lead).Locator(".status-button")), await BoxAsync(page.Row(lead).Locator(".marked")));
        Assert.True(tick.X >= tag.X + tag.Width && tick.X + tick.Width <= cell.X + cell.Width, "the tick is not beside the status");
    }

    [Fact]
    public async Task Title_of_the_list_has_its_lines_whatever_the_number_is()
    {
        await dashboard.LeadAsync("Titled Tom");
        await using var page = await dashboard.OpenAsync("/leads?search=titled+tom", 390, 844);
        await Expect(page["lead-total"]).ToHaveTextAsync("1 lead matches");
        var before = await BoxAsync(page["lead-search"]);
        foreach (var total in new[] { "", "10,007", "10,000+ match", "more than anybody would count" })
        {
            await page["lead-total"].EvaluateAsync("(span, text) => { span.textContent = text; }", total);
            Assert.Equal(before.Y, (await BoxAsync(page["lead-search"])).Y);
        }
    }

    [Fact]
    public async Task View_is_named_in_one_line_whose_error_moves_nothing()
    {
        await using var page = await dashboard.OpenAsync("/leads?minScore=5");
        foreach (var width in new[] { 1440, 390 })
        {
            await page.Page.SetViewportSizeAsync(width, 844);
            await Expect(page["save-view"]).ToBeVisibleAsync();
            var before = await BoxAsync(page["lead-search"]);
            await page["save-view"].ClickAsync();
            await page["view-name"].FillAsync(new string('x', 31));
            await Expect(page.Page.GetByText("Use at most 30 characters (31 now).")).ToBeVisibleAsync();
            var (field, save) = (await BoxAsync(page["view-name"]), await BoxAsync(page["confirm-view"]));
            Assert.True(field.Width >= 160, "the field is too narrow for its placeholder");
            Assert.Equal((field.Y, before.Y), (save.Y, (await BoxAsync(page["lead-search"])).Y));
            await Expect(page["cancel-view"]).ToBeInViewportAsync(new() { Ratio = 1 });
            await page["view-name"].FillAsync("Short");
            await Expect(page["view-name"]).Not.ToHaveAttributeAsync("aria-invalid", "true");
            await page["cancel-view"].ClickAsync();
            await Expect(page["view-name"]).ToHaveCountAsync(0);
            await Expect(page["view"]).ToHaveCountAsync(3);
        }
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Filter_by_status_stays_in_its_place_while_it_is_open(int width)
    {
        await dashboard.LeadAsync("Filtered Fay");
        await using var page = await dashboard.OpenAsync("/leads", width);
        await page["status-filter"].Locator("summary").ClickAsync();
        var before = await BoxAsync(page["status-new"]);
        await page["status-new"].CheckAsync();
        await Expect(page["clear-filters"]).ToBeVisibleAsync();
        await page["status-contacted"].CheckAsync();
        await page.ExpectPathAsync("/leads?status=new&status=contacted");
        var after = await BoxAsync(page["status-new"]);
        Assert.Equal((before.X, before.Y), (after.X, after.Y));
    }

    [Fact]
    public async Task Board_and_list_have_the_same_views_and_a_phone_has_the_corners_and_words_of_a_card()
    {
        var lead = await dashboard.LeadAsync("Cornered Cora", null, "page_view");
        await using var page = await dashboard.OpenAsync("/?filter=cornered+cora&top=100", 390, 844);
        await Expect(page.Row(lead)).ToHaveCSSAsync("border-top-left-radius", "7px");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Status of Cornered Cora: New" })).ToBeVisibleAsync();
        await page.Page.SetViewportSizeAsync(720, 450);
        Assert.True((await BoxAsync(page.Row(lead).Locator(".status-word"))).Width > 20, "there is room for the word");
        var views = await page["view"].AllTextContentsAsync();

        await page.Page.GotoAsync(new Uri(page.Web, "/leads").ToString());
        await Expect(page["view"].First).ToBeVisibleAsync();
        Assert.Equal(views, await page["view"].AllTextContentsAsync());
    }

    private static string Tag() => $"t{Guid.NewGuid():n}"[..10];

    private static async Task<LocatorBoundingBoxResult> BoxAsync(ILocator locator)
    {
        await Expect(locator).ToBeVisibleAsync();
        return (await locator.BoundingBoxAsync())!;
    }

    private static Task<bool> IsScrollableAsync(DashboardPage page) => page.Page.EvaluateAsync<bool>("(() => { const list = document.querySelector('.list'); return list.scrollWidth > list.clientWidth; })()");

    private static Task<double[]> HeadsAsync(DashboardPage page) => page.Page.Locator("thead th").EvaluateAllAsync<double[]>("all => all.map(h => h.getBoundingClientRect().width)");

    private static Task<string> BackgroundAsync(ILocator row) => row.Locator("td.lead").EvaluateAsync<string>("cell => getComputedStyle(cell).backgroundColor");
}
