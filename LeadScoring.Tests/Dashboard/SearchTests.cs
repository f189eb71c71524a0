using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

[Collection(DashboardTests.Name)]
public sealed class SearchTests(DashboardFixture dashboard)
{
    [Fact]
    public async Task Search_finds_leads_and_pages_from_every_page_and_enter_opens_one()
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
    public async Task Search_with_more_leads_than_it_shows_leads_to_all_of_them()
    {
        for (var i = 0; i < 9; i++) await dashboard.LeadAsync($"ManyMatches {i}");
        await using var page = await dashboard.OpenAsync("/rules");
        await page.Page.Keyboard.PressAsync("/");
        await page.Page.Keyboard.TypeAsync("manymatches");
        await Expect(page["search-hit"]).ToHaveCountAsync(9);
        await page["search-hit"].Filter(new() { HasText = "All 9 leads with “manymatches”" }).ClickAsync();
        await page.ExpectPathAsync("/leads?search=manymatches");
        await Expect(page.Rows).ToHaveCountAsync(9);
    }

    [Fact]
    public async Task Search_opens_the_first_result_of_what_was_typed_when_enter_follows_at_once()
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
    public async Task Search_offers_actions_before_leads_and_those_of_the_lead_on_its_page_only()
    {
        var lead = await dashboard.LeadAsync("New Leadbetter", null, "page_view");
        await using var page = await dashboard.OpenAsync("/");
        await page.Page.Keyboard.PressAsync("/");
        await page.Page.Keyboard.TypeAsync("new lead");
        await Expect(page["search-hit"]).ToHaveCountAsync(2);
        await Expect(page["search-hit"].Nth(1)).ToContainTextAsync("New Leadbetter");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page["lead-form"]).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page["lead-form"]).ToHaveCountAsync(0);

        await page["search"].FillAsync("set status");
        await Expect(page.Page.GetByText("No results for “set status”")).ToBeVisibleAsync();
        await page["search"].FillAsync("import a");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.ExpectPathAsync("/imports");

        await page.Page.GotoAsync(new Uri(page.Web, $"/leads/{lead}").ToString());
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("New Leadbetter");
        await page["search"].FillAsync("set status: qual");
        await Expect(page["search-hit"]).ToHaveCountAsync(1);
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".lead-sub")).ToContainTextAsync("Qualified");
        var changed = await EndToEnd.ApiClient.JsonAsync(await dashboard.Api.Http.GetAsync($"/api/leads/{lead}"));
        Assert.Equal("qualified", changed.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Search_selects_by_arrows_closes_by_escape_and_says_when_nothing_matches()
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
        await Expect(page.Page.GetByText("No results for “<script>alert(1)</script>”")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Page.Locator("#search-results")).ToBeHiddenAsync();
        await Expect(page["search"]).ToHaveValueAsync("");
    }
}
