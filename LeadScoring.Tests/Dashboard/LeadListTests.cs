using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

[Collection(DashboardTests.Name)]
public sealed class LeadListTests(DashboardFixture dashboard)
{
    [Fact]
    public async Task List_has_search_filters_and_sort_in_the_address_and_back_works()
    {
        var (a, b) = (await dashboard.LeadAsync("Find Anna", null, "purchase"), await dashboard.LeadAsync("Find Bert", null, "page_view"));
        var quiet = await dashboard.LeadAsync("Find Quiet");
        await dashboard.ScoreAsync(quiet, "demo_request", TimeProvider.System.GetUtcNow().AddDays(-40));
        await using var page = await dashboard.OpenAsync("/leads");

        await page["lead-search"].FillAsync("find ");
        await page.ExpectPathAsync("/leads?search=find");
        await Expect(page.Rows).ToHaveCountAsync(3);
        await Expect(page["lead-total"]).ToHaveTextAsync("3 leads match");
        Assert.Equal(string.Join(" ", a, quiet, b), string.Join(" ", await page.RowIdAsync(0), await page.RowIdAsync(1), await page.RowIdAsync(2)));

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Lead", Exact = true }).ClickAsync();
        await page.ExpectPathAsync("/leads?search=find&sort=name");
        await Expect(page.Rows.Nth(1)).ToHaveAttributeAsync("data-lead-id", b);

        await page["lead-activity"].SelectOptionAsync("quiet30d");
        await page.ExpectPathAsync("/leads?search=find&sort=name&activity=quiet30d");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Row(quiet)).ToBeVisibleAsync();

        await page.Page.GoBackAsync();
        await Expect(page.Rows).ToHaveCountAsync(3);
        await Expect(page["lead-activity"]).ToHaveValueAsync("");
        await page["min-score"].FillAsync("60");
        await page["min-score"].PressAsync("Enter");
        await page.ExpectPathAsync("/leads?search=find&minScore=60&sort=name");
        await Expect(page.Rows).ToHaveCountAsync(1);

        await using var link = await dashboard.OpenAsync(page.PathAndQuery);
        await Expect(link.Rows).ToHaveCountAsync(1);
        await Expect(link["lead-search"]).ToHaveValueAsync("find");
        await Expect(link["min-score"]).ToHaveValueAsync("60");
        await link["clear-filters"].ClickAsync();
        await link.ExpectPathAsync("/leads?sort=name");
    }

    [Fact]
    public async Task List_pages_forward_and_back_and_its_rows_are_live()
    {
        var ids = await dashboard.Api.CreateLeadsAsync(45, $"paging-{Guid.NewGuid():n}");
        foreach (var id in ids)
        {
            using var renamed = await dashboard.Api.Http.PutAsJsonAsync($"/api/leads/{id}", new { name = $"Paging {id}", email = $"{id}@example.com" });
        }

        await using var page = await dashboard.OpenAsync("/leads?search=paging&sort=name");
        await Expect(page.Page.Locator(".pager-place")).ToHaveTextAsync("1–20 of 45");
        await page["next-page"].ClickAsync();
        await page.ExpectPathAsync("/leads?search=paging&sort=name&page=2");
        await Expect(page.Page.Locator(".pager-place")).ToHaveTextAsync("21–40 of 45");
        var shown = (await page.RowIdAsync(3))!;

        await dashboard.ScoreAsync(shown, "purchase");

        await Expect(page.Score(shown)).ToHaveTextAsync("100");
        await page["limit"].SelectOptionAsync("50");
        await Expect(page.Rows).ToHaveCountAsync(45);
        await page.Page.GoBackAsync();
        await Expect(page.Rows).ToHaveCountAsync(20);
    }

    [Fact]
    public async Task List_restores_its_scroll_position_after_back_from_a_lead()
    {
        var ids = await dashboard.Api.CreateLeadsAsync(20, $"place-{Guid.NewGuid():n}");
        await using var page = await dashboard.OpenAsync("/leads", height: 400);
        await Expect(page.Rows).ToHaveCountAsync(20);
        await page.Rows.Nth(17).ScrollIntoViewIfNeededAsync();
        var scrolled = await page.Page.EvaluateAsync<double>("scrollY");
        Assert.True(scrolled > 300, $"scrolled by {scrolled}");
        await page.Rows.Nth(17).Locator(".name").ClickAsync();
        await Expect(page["crumb"]).ToBeVisibleAsync();
        Assert.True(await page.Page.EvaluateAsync<double>("scrollY") < 300, "another page begins at its top");

        await page.Page.GoBackAsync();

        await Expect(page.Rows).ToHaveCountAsync(20);
        await page.Page.WaitForFunctionAsync("y => Math.abs(scrollY - y) < 2", scrolled);

        // So many leads would push those of other tests off their boards.
        foreach (var id in ids) await dashboard.Api.Http.DeleteAsync(new Uri($"/api/leads/{id}", UriKind.Relative));
    }

    [Fact]
    public async Task List_keeps_its_order_until_the_new_one_is_asked_for()
    {
        var (low, high) = (await dashboard.LeadAsync("Keeps Order Low", null, "page_view"), await dashboard.LeadAsync("Keeps Order High", null, "form_submission"));
        await using var page = await dashboard.OpenAsync("/leads?search=keeps+order");
        await Expect(page.Rows).ToHaveCountAsync(2);

        await dashboard.ScoreAsync(low, "purchase");

        await Expect(page.Score(low)).ToHaveTextAsync("105");
        Assert.Equal(high, await page.RowIdAsync(0));
        await page["waiting"].ClickAsync();
        await Expect(page.Rows.First).ToHaveAttributeAsync("data-lead-id", low);
    }

    [Fact]
    public async Task Form_creates_a_lead_and_shows_errors_beside_their_fields()
    {
        var taken = $"{Guid.NewGuid():n}@example.com";
        var existing = await dashboard.LeadAsync("Taken Already", taken);
        await using var page = await dashboard.OpenAsync("/leads");
        await page["new-lead"].ClickAsync();
        var form = page["lead-form"];
        await form.Locator("[name=email]").FillAsync("nobody");
        await form.GetByText("Edit as JSON").ClickAsync();
        await form.Locator("[name=metadata]").FillAsync("[1]");
        await Expect(form.Locator("[name=name]")).ToHaveAttributeAsync("aria-invalid", "false");
        await page["save-lead"].ClickAsync();
        await Expect(form).ToContainTextAsync("Not saved. Fix the marked fields.");
        await Expect(form).ToContainTextAsync("This isn't valid JSON.");
        await form.Locator("[name=metadata]").FillAsync("{\"source\":\"fair\"}");
        await form.Locator("[name=company]").FocusAsync();
        await Expect(form.Locator("[name=name]")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(form).ToContainTextAsync("Enter a name.");
        await Expect(form.Locator("[name=email]")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(form).Not.ToContainTextAsync("This isn't valid JSON.");

        await form.Locator("[name=name]").FillAsync("Created Here");
        await form.Locator("[name=email]").FillAsync(taken.ToUpperInvariant());
        await page["save-lead"].ClickAsync();
        await Expect(form.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", $"/leads/{existing}");
        await form.Locator("[name=email]").FillAsync($"{Guid.NewGuid():n}@example.com");
        await form.Locator("[name=status]").SelectOptionAsync("qualified");
        await page["save-lead"].ClickAsync();

        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("Created Here");
        await Expect(page.Page.GetByText("fair")).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".lead-sub")).ToContainTextAsync("Qualified");
    }

    [Fact]
    public async Task Form_checks_a_field_when_it_is_left_and_keeps_details_as_rows()
    {
        await using var page = await dashboard.OpenAsync("/leads");
        await page["new-lead"].ClickAsync();
        var form = page["lead-form"];
        var email = form.Locator("[name=email]");
        await email.FillAsync("somebody");
        await page.Page.WaitForFunctionAsync("() => document.getAnimations().every(a => a.playState !== 'running')"); // the dialog slides in
        var before = await page["save-lead"].BoundingBoxAsync();
        await form.Locator("[name=company]").FocusAsync();
        await Expect(form).ToContainTextAsync("Enter a valid e-mail address, such as jane@example.com.");
        Assert.Equal(before!.Y, (await page["save-lead"].BoundingBoxAsync())!.Y, .5);
        await Expect(form).Not.ToContainTextAsync("Enter a name.");

        // It is right again as soon as the text is.
        await email.FillAsync($"{Guid.NewGuid():n}@example.com");
        await Expect(email).ToHaveAttributeAsync("aria-invalid", "false");
        await form.Locator("[name=name]").FillAsync("Detailed Dora");
        await form.Locator("[name=detail-0-name]").FillAsync("source");
        await form.Locator("[name=detail-0-value]").FillAsync("fair");
        await form.Locator("[name=detail-1-name]").FillAsync("phone");
        await form.Locator("[name=detail-1-value]").FillAsync("01234");
        await page["save-lead"].ClickAsync();
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("Detailed Dora");

        var id = new Uri(page.Page.Url).Segments[^1];
        var lead = await EndToEnd.ApiClient.JsonAsync(await dashboard.Api.Http.GetAsync($"/api/leads/{id}"));
        Assert.Equal("""{"source":"fair","phone":"01234"}""", lead.GetProperty("metadata").GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_edits_and_deletes_a_lead()
    {
        var lead = await dashboard.LeadAsync("Change Me", null, "purchase", "page_view");
        await using var page = await dashboard.OpenAsync("/leads?search=change+me");
        await page.Row(lead).HoverAsync();
        await page.Row(lead).GetByTestId("edit").ClickAsync();
        await Expect(page["lead-form"].Locator("[name=name]")).ToHaveValueAsync("Change Me");
        await page["lead-form"].Locator("[name=name]").FillAsync("Change Me Now");
        await page["save-lead"].ClickAsync();
        await Expect(page.Row(lead).Locator(".name")).ToHaveTextAsync("Change Me Now");

        await page.Row(lead).HoverAsync();
        await page.Row(lead).GetByTestId("delete").ClickAsync();
        var dialog = page.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Delete Change Me Now and 2 events? This can't be undone.");
        await dialog.GetByText("Cancel").ClickAsync();
        await Expect(page.Row(lead)).ToHaveCountAsync(1);
        await page.Row(lead).HoverAsync();
        await page.Row(lead).GetByTestId("delete").ClickAsync();
        await page["confirm-delete"].ClickAsync();

        await Expect(page["no-matches"]).ToBeVisibleAsync();
        using var gone = await dashboard.Api.Http.GetAsync($"/api/leads/{lead}");
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task Export_has_the_leads_that_the_list_shows()
    {
        await dashboard.LeadAsync("Export One", null, "purchase");
        await dashboard.LeadAsync("Export Two");
        await using var page = await dashboard.OpenAsync("/leads?search=export+&minScore=50");
        await Expect(page.Rows).ToHaveCountAsync(1);

        var download = await page.Page.RunAndWaitForDownloadAsync(() => page["export"].ClickAsync());

        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.StartsWith("Name,Email,Company,Score,Status,Created", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Export One,", Assert.Single(lines.Skip(1)), StringComparison.Ordinal);
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_are_chosen_and_remembered()
    {
        await dashboard.LeadAsync("Column Choice");
        await using var page = await dashboard.OpenAsync("/leads?search=column");
        var headings = page.Page.Locator("[data-testid=leads] th");
        await Expect(headings).ToHaveCountAsync(7);
        await page.Page.Locator("details.menu summary").GetByText("Columns").ClickAsync();
        await page["column-rank"].CheckAsync();
        await page["column-email"].CheckAsync();
        await page["column-rank"].UncheckAsync();
        await Expect(page.Page.Locator("[data-testid=leads] th.email")).ToBeVisibleAsync();
        await Expect(page.Page.Locator("[data-testid=leads] th.rank-end")).ToHaveCountAsync(0);
        await page.ExpectPathAsync("/leads?search=column&columns=why,status,email,last");

        // A filter keeps them in the address; without one there, the browser remembers them.
        await page["status-filter"].Locator("summary").ClickAsync();
        await page["status-new"].CheckAsync();
        await page.ExpectPathAsync("/leads?search=column&status=new&columns=why,status,email,last");
        await Expect(page.Page.Locator("[data-testid=leads] th.email")).ToBeVisibleAsync();
        await page.Page.GotoAsync(new Uri(page.Web, "/leads?search=column").ToString());

        await Expect(page.Page.Locator("[data-testid=leads] th.email")).ToBeVisibleAsync();
        await Expect(page.Page.Locator("[data-testid=leads] th.rank-end")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Dialog_has_the_focus_at_once_and_does_not_take_it_back_from_a_field()
    {
        await dashboard.LeadAsync("Focus Fiona");
        await using var page = await dashboard.OpenAsync("/leads");
        await page["new-lead"].ClickAsync();
        var form = page["lead-form"];
        await Expect(form.Locator("[name=name]")).ToBeFocusedAsync();
        await form.Locator("[name=email]").FocusAsync();
        // The server could still move it when it knows that the dialog is open.
        await page.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 600))");
        await Expect(form.Locator("[name=email]")).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(form).ToHaveCountAsync(0);
        await Expect(page["new-lead"]).ToBeFocusedAsync();

        await page.Page.Keyboard.PressAsync("?");
        await Expect(page.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button)).ToBeFocusedAsync();
    }
}
