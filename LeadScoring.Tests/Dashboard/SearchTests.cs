using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

[Collection(DashboardTests.Name)]
public sealed class SearchTests(DashboardFixture dashboard)
{
    [Fact]
    public async Task Leads_and_pages_are_found_from_everywhere_and_opened_by_enter()
    {
        var lead = await dashboard.LeadAsync("Zoë Searchable", null, "page_view");
        await using var page = await dashboard.OpenAsync("/rules");
        await page.Page.Keyboard.PressAsync("/");
        await Expect(page["search"]).ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("zoe searchable");
        await Expect(page["search-hit"]).ToHaveCountAsync(1);
        await Expect(page["search-hit"]).ToContainTextAsync("Zoë Searchable");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.ExpectPathAsync($"/leads/{lead}");

        await page.Page.Keyboard.PressAsync("Control+k");
        await page.Page.Keyboard.TypeAsync("leaderb");
        await Expect(page["search-hit"].First).ToContainTextAsync("Leaderboard");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.ExpectPathAsync("/");
    }

    [Fact]
    public async Task Enter_right_after_typing_opens_the_first_result_of_what_was_typed()
    {
        await using var page = await dashboard.OpenAsync("/rules");
        for (var i = 0; i < 4; i++)
        {
            var lead = await dashboard.LeadAsync($"Quick Typist {i}");
            await page.Page.Keyboard.PressAsync("Control+k");
            await page.Page.Keyboard.TypeAsync($"quick typist {i}");
            await page.Page.Keyboard.PressAsync("Enter");
            await page.ExpectPathAsync($"/leads/{lead}");
            await Expect(page["search"]).ToHaveValueAsync("");
        }
    }

    [Fact]
    public async Task Arrows_choose_escape_leaves_and_nothing_found_says_so()
    {
        var second = await dashboard.LeadAsync("Arrow B", null, "page_view");
        await dashboard.LeadAsync("Arrow A", null, "purchase");
        await using var page = await dashboard.OpenAsync("/");
        await page["search"].FillAsync("arrow ");
        await Expect(page["search-hit"]).ToHaveCountAsync(2);
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(page["search"]).ToHaveAttributeAsync("aria-activedescendant", "hit-1");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.ExpectPathAsync($"/leads/{second}");

        await page["search"].FillAsync("<script>alert(1)</script>");
        await Expect(page.Page.GetByText("No lead or page has “<script>alert(1)</script>” in it.")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Page.Locator("#search-results")).ToBeHiddenAsync();
        await Expect(page["search"]).ToHaveValueAsync("");
    }

    [Fact]
    public async Task The_theme_is_kept_and_the_first_byte_has_it()
    {
        await using var page = await dashboard.OpenAsync("/");
        var html = page.Page.Locator("html");
        var next = page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Change theme" });
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

    [Fact]
    public async Task An_address_that_is_none_says_so_inside_the_frame()
    {
        using var http = new HttpClient { BaseAddress = dashboard.Web };
        using var answer = await http.GetAsync("/no/such/page");
        Assert.Equal(404, (int)answer.StatusCode);
    }
}
