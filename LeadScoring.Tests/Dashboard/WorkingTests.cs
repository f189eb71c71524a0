using LeadScoring.Tests.EndToEnd;
using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

/// <summary>Working through a list: whom to call, what to do with them, and the place in the list.</summary>
[Collection(DashboardTests.Name)]
public sealed class WorkingTests(DashboardFixture dashboard)
{
    [Fact]
    public async Task Board_is_of_open_leads_and_its_views_are_links()
    {
        var tag = Tag();
        var open = await dashboard.LeadAsync($"{tag} Open", null, "page_view");
        var customer = await dashboard.LeadAsync($"{tag} Customer", null, "purchase");
        var lost = await dashboard.LeadAsync($"{tag} Lost", null, "demo_request");
        await SetStatusAsync("customer", customer);
        await SetStatusAsync("lost", lost);
        await using var page = await dashboard.OpenAsync($"/?filter={tag}&top=100");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Row(open)).ToBeVisibleAsync();

        await page["view"].Filter(new() { HasText = "Back from lost" }).ClickAsync();
        await page.ExpectPathAsync("/?view=back");
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("Back from lost or quiet");
        await Expect(page.Row(lost)).ToHaveCountAsync(0);
        await dashboard.ScoreAsync(lost, "page_view");
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("Back from lost or quiet");
        await Expect(page.Row(lost)).ToBeVisibleAsync();
        await Expect(page.Row(open)).ToHaveCountAsync(0);

        await page["view"].Filter(new() { HasText = "All leads" }).ClickAsync();
        await page["board-top"].SelectOptionAsync("100");
        await page["board-filter"].FillAsync(tag);
        await Expect(page.Rows).ToHaveCountAsync(3);
        Assert.Equal(customer, await page.RowIdAsync(0));
        await Expect(page.Row(customer).Locator(".rank")).Not.ToBeEmptyAsync();
    }

    [Fact]
    public async Task Every_row_says_why_and_follows_what_happens()
    {
        var lead = await dashboard.LeadAsync("Reason Rita", null, "page_view");
        await using var page = await dashboard.OpenAsync("/?filter=reason+rita&top=100");
        await Expect(page.Row(lead).Locator(".reason")).ToContainTextAsync("Page visited");

        await dashboard.ScoreAsync(lead, "demo_request");

        await Expect(page.Row(lead).Locator(".reason")).ToContainTextAsync("Demo requested");
        await Expect(page.Row(lead).Locator(".reason time")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("just now|s ago"));
        await Expect(page.Row(lead).Locator(".reason-rest")).ToContainTextAsync("Page visited");

        await using var list = await dashboard.OpenAsync("/leads?search=reason+rita");
        await Expect(list.Row(lead).Locator(".reason")).ToContainTextAsync("Demo requested");
    }

    [Fact]
    public async Task Twenty_leads_are_worked_by_keyboard_alone()
    {
        var tag = Tag();
        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await dashboard.LeadAsync($"{tag} {i:00}"));
            await dashboard.ScoreAsync(ids[i], i < 10 ? "demo_request" : "form_submission");
        }

        await using var page = await dashboard.OpenAsync($"/?filter={tag}&top=100");
        await Expect(page.Rows).ToHaveCountAsync(20);
        var rows = await page.Rows.EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.leadId)");
        var keys = page.Page.Keyboard;
        foreach (var (id, i) in rows.Select((id, i) => (id, i)))
        {
            await keys.PressAsync("j");
            await Expect(page.Row(id).Locator("[data-row-link]")).ToBeFocusedAsync();
            if (i == 0) await keys.PressAsync(" ");
            await Expect(page["peek"]).ToHaveAttributeAsync("aria-label", $"{tag} {ids.IndexOf(id):00}");
            await keys.PressAsync("s");
            await Expect(page["status-menu"]).ToBeVisibleAsync();
            await keys.PressAsync("2");
            await Expect(page["status-menu"]).ToBeHiddenAsync();
            await Expect(page.Row(id).Locator(".status-button")).ToHaveAttributeAsync("data-status", "contacted");
            await Expect(page.Row(id).Locator("[data-row-link]")).ToBeFocusedAsync();
        }

        await keys.PressAsync("Escape");
        await Expect(page["peek"]).ToHaveCountAsync(0);
        await Expect(page.Row(rows[^1]).Locator("[data-row-link]")).ToBeFocusedAsync();

        // Into a lead, to its neighbour, and back to the row.
        await keys.PressAsync("k");
        await keys.PressAsync("Enter");
        await page.ExpectPathAsync($"/leads/{rows[18]}");
        await Expect(page["crumb-place"]).ToHaveTextAsync("19 of 20");
        await keys.PressAsync("[");
        await page.ExpectPathAsync($"/leads/{rows[17]}");
        await Expect(page["crumb-place"]).ToHaveTextAsync("18 of 20");
        await keys.PressAsync("u");
        await page.ExpectPathAsync($"/?top=100&filter={tag}");
        await Expect(page.Row(rows[17]).Locator("[data-row-link]")).ToBeFocusedAsync();
        foreach (var id in ids) Assert.Equal("contacted", await StatusAsync(id));
    }

    [Fact]
    public async Task Back_returns_to_the_row_of_the_list()
    {
        var tag = Tag();
        var ids = new[] { await dashboard.LeadAsync($"{tag} A"), await dashboard.LeadAsync($"{tag} B"), await dashboard.LeadAsync($"{tag} C") };
        await using var page = await dashboard.OpenAsync($"/leads?search={tag}&sort=name");
        await page.Row(ids[1]).Locator(".name").ClickAsync();
        await Expect(page["crumb"]).ToHaveTextAsync("Leads");
        await Expect(page["crumb-place"]).ToHaveTextAsync("2 of 3");
        await page.Page.GoBackAsync();
        await page.ExpectPathAsync($"/leads?search={tag}&sort=name");
        await Expect(page.Row(ids[1]).Locator("[data-row-link]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Statuses_of_several_leads_are_set_at_once_and_undone()
    {
        var tag = Tag();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++) ids.Add(await dashboard.LeadAsync($"{tag} {i}", null, "page_view"));
        await SetStatusAsync("qualified", ids[3]);
        await using var page = await dashboard.OpenAsync($"/leads?search={tag}&status=new&status=qualified");
        await Expect(page.Rows).ToHaveCountAsync(4);
        await page["select-all"].CheckAsync();
        await page.Row(ids[0]).GetByTestId("select").UncheckAsync();
        await Expect(page["bulk-bar"]).ToContainTextAsync("3 leads selected");

        await page["bulk-status"].ClickAsync();
        await page["status-menu"].GetByText("Lost").ClickAsync();

        await Expect(page["undo"]).ToBeVisibleAsync();
        await Expect(page["bulk-bar"]).ToHaveCountAsync(0);
        foreach (var id in ids.Skip(1)) Assert.Equal("lost", await StatusAsync(id));
        Assert.Equal("new", await StatusAsync(ids[0]));
        await page.Page.Keyboard.PressAsync("z");
        await Expect(page.Page.GetByText("3 leads: as before")).ToBeVisibleAsync();
        foreach (var (id, i) in ids.Select((id, i) => (id, i))) Assert.Equal(i < 3 ? "new" : "qualified", await StatusAsync(id));
    }

    [Fact]
    public async Task Undo_leaves_what_somebody_else_has_set_meanwhile()
    {
        var tag = Tag();
        var (first, second) = (await dashboard.LeadAsync($"{tag} 1"), await dashboard.LeadAsync($"{tag} 2"));
        await using var page = await dashboard.OpenAsync($"/leads?search={tag}");
        await Expect(page.Rows).ToHaveCountAsync(2);
        await page["select-all"].CheckAsync();
        await page["bulk-status"].ClickAsync();
        await page["status-menu"].GetByText("Contacted").ClickAsync();
        await Expect(page["undo"]).ToBeVisibleAsync();
        await SetStatusAsync("customer", second);

        await page["undo"].ClickAsync();

        await Expect(page.Page.GetByText("Somebody else has changed 1 lead meanwhile.")).ToBeVisibleAsync();
        Assert.Equal(("new", "customer"), (await StatusAsync(first), await StatusAsync(second)));
    }

    [Fact]
    public async Task A_lead_whose_status_is_set_stays_some_seconds_and_then_leaves_the_open_ones()
    {
        var lead = await dashboard.LeadAsync("Leaving Lena", null, "page_view");
        await using var page = await dashboard.OpenAsync("/?filter=leaving+lena&top=100");
        await page.Row(lead).Locator(".status-button").ClickAsync();
        await page["status-menu"].GetByText("Customer").ClickAsync();

        await Expect(page.Row(lead).Locator(".status-button")).ToHaveAttributeAsync("data-status", "customer");
        await Expect(page.Row(lead).Locator(".marked")).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("Leaving Lena: Customer")).ToBeVisibleAsync();
        await page.Page.Mouse.MoveAsync(5, 5);
        await page.Page.EvaluateAsync("document.activeElement.blur()");
        await Expect(page.Row(lead)).ToHaveCountAsync(0, new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task Panel_beside_the_list_has_what_a_call_needs_and_is_in_the_address()
    {
        var lead = await dashboard.LeadAsync("Peek Paula", "paula@peek.example", "page_view");
        await dashboard.LeadAsync("Peek Other", null, "page_view");
        await using var page = await dashboard.OpenAsync("/?filter=peek&top=100");
        await Expect(page.Rows).ToHaveCountAsync(2);
        var before = await page.Row(lead).BoundingBoxAsync();
        await page.Row(lead).HoverAsync();
        await page.Page.Locator(".row-peek").ClickAsync();
        await page.ExpectPathAsync($"/?filter=peek&top=100&lead={lead}");
        await Expect(page["peek"]).ToContainTextAsync("Page visited");
        await Expect(page["peek"].Locator("[href^='mailto:']")).ToHaveAttributeAsync("href", "mailto:paula@peek.example");
        Assert.Equal(before!.Width, (await page.Row(lead).BoundingBoxAsync())!.Width);

        await dashboard.ScoreAsync(lead, "demo_request");
        await Expect(page["peek-score"]).ToHaveTextAsync("55");
        await Expect(page["peek-events"].Locator("li").First).ToContainTextAsync("Demo requested");
        var parts = await page["peek-parts"].InnerTextAsync();

        await page.Page.ReloadAsync();
        await Expect(page["peek-score"]).ToHaveTextAsync("55");
        await page["peek"].Locator("h2 a").ClickAsync();
        await page.ExpectPathAsync($"/leads/{lead}");
        await Expect(page["parts"].Locator("h2")).ToHaveTextAsync("Why 55");
        Assert.Equal(parts, await page["parts"].Locator(".side-body").InnerTextAsync());
    }

    [Fact]
    public async Task Change_is_counted_since_the_last_visit_and_sorts_the_rows()
    {
        var tag = Tag();
        var (steady, risen) = (await dashboard.LeadAsync($"{tag} Steady"), await dashboard.LeadAsync($"{tag} Risen"));
        foreach (var _ in Enumerable.Range(0, 3)) await dashboard.ScoreAsync(steady, "demo_request", TimeProvider.System.GetUtcNow().AddDays(-5));
        await dashboard.ScoreAsync(risen, "form_submission");
        await using var page = await dashboard.OpenAsync("/rules");
        await Expect(page.Page.Locator("h1")).ToBeVisibleAsync();
        var left = TimeProvider.System.GetUtcNow().AddDays(-3);
        await page.Page.EvaluateAsync($"document.cookie = 'ls-seen={left.ToUnixTimeMilliseconds()}; path=/'");

        await page.Page.GotoAsync(new Uri(page.Web, $"/?filter={tag}&top=100").ToString());
        await Expect(page.Row(steady).Locator(".delta")).ToContainTextAsync("+150");
        await page["board-span"].SelectOptionAsync("visit");
        await Expect(page.Page.Locator("th.delta")).ToContainTextAsync($"Since {left:ddd}");
        await Expect(page.Row(steady).Locator(".delta .level")).ToBeAttachedAsync();
        await Expect(page.Row(risen).Locator(".delta")).ToContainTextAsync("+20");
        Assert.Equal(steady, await page.RowIdAsync(0));

        await page.Page.Locator("th.delta a").ClickAsync();
        await page.ExpectPathAsync($"/?top=100&span=visit&sort=-change&filter={tag}");
        await Expect(page.Rows.First).ToHaveAttributeAsync("data-lead-id", risen);
        await Expect(page.Page.Locator("th.delta")).ToHaveAttributeAsync("aria-sort", "descending");

        // The same visit still, for the next page.
        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator("th.delta")).ToContainTextAsync($"Since {left:ddd}");
        await page.ExpectAccessibleAsync("board by change");
    }

    [Fact]
    public async Task A_view_is_saved_in_this_browser_and_removed_again()
    {
        await dashboard.LeadAsync("SavedSam", null, "page_view");
        await using var page = await dashboard.OpenAsync("/leads?search=savedsam");
        await Expect(page["view"].Filter(new() { HasText = "All leads" })).ToHaveAttributeAsync("aria-current", "true");
        await Expect(page["save-view"]).ToBeVisibleAsync();
        await page["save-view"].ClickAsync();
        await page["confirm-view"].ClickAsync();
        await Expect(page.Page.GetByText("Enter a name.")).ToBeVisibleAsync();
        await page["view-name"].FillAsync("Only Sam");
        await page["view-name"].PressAsync("Enter");
        await Expect(page["view"].Filter(new() { HasText = "Only Sam" })).ToHaveAttributeAsync("aria-current", "page");
        await Expect(page["view"].And(page.Page.Locator("[aria-current]"))).ToHaveCountAsync(1);

        await page.Page.GotoAsync(new Uri(page.Web, "/leads").ToString());
        await page["view"].Filter(new() { HasText = "Only Sam" }).ClickAsync();
        await page.ExpectPathAsync("/leads?search=savedsam");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await page["remove-view"].ClickAsync();
        await Expect(page["view"].Filter(new() { HasText = "Only Sam" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Rows_that_appear_under_a_resting_pointer_do_not_hold_the_order()
    {
        var (low, high) = (await dashboard.LeadAsync("Rest Low", null, "page_view"), await dashboard.LeadAsync("Rest High", null, "form_submission"));
        await using var page = await dashboard.OpenAsync("/rules");
        await page.Page.Mouse.MoveAsync(700, 330);
        await page.Page.EvaluateAsync("Blazor.navigateTo('/?filter=rest&top=100')");
        await Expect(page.Rows).ToHaveCountAsync(2);

        await dashboard.ScoreAsync(low, "purchase");

        await Expect(page.Rows.First).ToHaveAttributeAsync("data-lead-id", low);
        await Expect(page.Row(high)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Board_is_two_lines_a_lead_on_a_phone()
    {
        var lead = await dashboard.LeadAsync("Phone Fred", null, "demo_request");
        await using var page = await dashboard.OpenAsync("/?filter=phone+fred&top=100", 390, 844);
        await Expect(page.Row(lead).Locator(".reason")).ToContainTextAsync("Demo requested");
        await Expect(page.Row(lead).Locator(".reason")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(page.Row(lead).Locator(".change")).ToBeInViewportAsync(new() { Ratio = 1 });
        var button = await page.Row(lead).Locator(".status-button").BoundingBoxAsync();
        Assert.True(button is { Width: >= 44, Height: >= 44 }, "the status cannot be touched");
        var (name, reason) = (await page.Row(lead).Locator(".name").BoundingBoxAsync(), await page.Row(lead).Locator(".reason").BoundingBoxAsync());
        Assert.True(reason!.Y >= name!.Y + name.Height - 1, "why is not below the name");
        await page.ExpectNoOverflowAsync();
        await page.ExpectAccessibleAsync("board on a phone");
    }

    [Fact]
    public async Task Links_open_the_form_of_a_new_lead_and_the_import()
    {
        await using var page = await dashboard.OpenAsync("/leads?new");
        await Expect(page["lead-form"]).ToBeVisibleAsync();
        await page.ExpectPathAsync("/leads");
        await page.Page.Keyboard.PressAsync("Escape");
        await page["import-leads"].ClickAsync();
        await page.ExpectPathAsync("/imports");
        await Expect(page["import-drop"]).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Working_is_accessible(ColorScheme theme)
    {
        var tag = Tag();
        var lead = await dashboard.LeadAsync($"{tag} A", null, "page_view");
        await dashboard.LeadAsync($"{tag} B", null, "page_view");
        await using var page = await dashboard.OpenAsync($"/?filter={tag}&top=100");
        await page.Page.EmulateMediaAsync(new() { ColorScheme = theme });
        await Expect(page.Row(lead).Locator(".reason")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("j");
        await page.Page.Keyboard.PressAsync("x");
        await Expect(page["bulk-bar"]).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("a row selected");
        await page.Page.Keyboard.PressAsync(" ");
        await Expect(page["peek"].Locator("li").First).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("panel beside the list");
        await page.Page.Keyboard.PressAsync("s");
        await Expect(page["status-menu"]).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("menu of statuses");
        await page.Page.Keyboard.PressAsync("Escape");
        await page["save-view"].ClickAsync();
        await page["status-filter"].Locator("summary").ClickAsync();
        await page.ExpectAccessibleAsync("filters and saving a view");
    }

    private static string Tag() => $"w{Guid.NewGuid():n}"[..12];

    private async Task SetStatusAsync(string status, params string[] leadIds)
    {
        using var answer = await dashboard.Api.Http.PostAsJsonAsync("/api/leads/status", new { leadIds, status });
        Assert.True(answer.IsSuccessStatusCode);
    }

    private async Task<string?> StatusAsync(string leadId) =>
        (await ApiClient.JsonAsync(await dashboard.Api.Http.GetAsync(new Uri($"/api/leads/{leadId}", UriKind.Relative)))).GetProperty("status").GetString();
}
