using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

/// <summary>What stands where on a lead's page, in its forms and in what shows its name: nothing is cut, covered or moved.</summary>
[Collection(DashboardTests.Name)]
public sealed class LeadLookTests(DashboardFixture dashboard)
{
    private const string ArabicName = "محمد بن عبد الرحمن";

    /// <summary>Of the first line of the text in an element: its left edge.</summary>
    private const string TextLeft = "e => { const r = document.createRange(); r.selectNodeContents(e); return Math.min(...[...r.getClientRects()].filter(b => b.width > 0 && b.top < r.getClientRects()[0].bottom - 4).map(b => b.left)); }";

    /// <summary>Where letters stand in an element.</summary>
    private const string Baseline = "e => { const s = document.createElement('span'); s.style.cssText = 'display:inline-block;align-self:baseline;width:0;height:0'; e.append(s); const y = s.getBoundingClientRect().bottom; s.remove(); return y; }";

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Points_of_every_type_stay_over_their_bars(int width, int height)
    {
        var lead = await dashboard.LeadAsync("Wide Points", null, [.. Enumerable.Repeat("purchase", 11), "page_view"]);
        await using var page = await dashboard.OpenAsync($"/leads/{lead}", width, height);
        await Expect(page["score"]).ToHaveTextAsync("1,000");
        if (width < 768) await page["parts"].GetByRole(AriaRole.Button).ClickAsync();
        var line = page["parts"].Locator("li").First;
        await Expect(line).ToContainTextAsync("of +1,100");
        var (bar, points) = (await BoxAsync(line.Locator(".part-bar")), await BoxAsync(line.Locator(".part-change")));
        Assert.InRange(points.X + points.Width, bar.X, bar.X + bar.Width + 0.5);
        Assert.True(await line.Locator(".part-change").EvaluateAsync<bool>("e => e.scrollWidth <= e.clientWidth + 1"), "the points are wider than their column");
    }

    [Fact]
    public async Task Time_that_is_chosen_on_the_chart_is_the_one_that_the_pointer_shows()
    {
        var lead = await dashboard.LeadAsync("Half A Hand");
        await dashboard.ScoreAsync(lead, "demo_request", Now.AddDays(-300));
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        var box = await BoxAsync(page["asof"]);
        await page.Page.Mouse.MoveAsync(box.X + 300.75f, box.Y + 60);
        var shown = (await page.Page.Locator(".chart-tip").TextContentAsync())!.Split(" · ")[1];

        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.UpAsync();

        await Expect(page["asof-label"]).ToHaveTextAsync($"As of {shown}");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(1100)]
    [InlineData(768)]
    public async Task Ranges_of_the_chart_stand_beside_its_title(int width)
    {
        var lead = await dashboard.LeadAsync("One Line", null, "page_view");
        foreach (var query in new[] { "", $"?asof={Uri.EscapeDataString(Now.AddYears(-1).UtcDateTime.ToString("o"))}" })
        {
            await using var page = await dashboard.OpenAsync($"/leads/{lead}{query}", width);
            await Expect(page["chart"]).ToBeVisibleAsync();
            var (title, ranges) = (await BoxAsync(page.Page.Locator("#chart-title")), await BoxAsync(page.Page.GetByRole(AriaRole.Group, new() { Name = "Time range" })));
            Assert.InRange(Middle(ranges) - Middle(title), -4, 4);
            Assert.True(title.Width > 60, "the title has no room");
            await page.ExpectNoOverflowAsync();
        }
    }

    [Fact]
    public async Task Lead_without_events_has_no_chart_and_the_first_event_moves_nothing()
    {
        var lead = await dashboard.LeadAsync("Nothing Yet");
        await using (var phone = await dashboard.OpenAsync($"/leads/{lead}", 390, 844))
        {
            await Expect(phone["no-chart"]).ToBeVisibleAsync();
            Assert.InRange((await BoxAsync(phone.Page.Locator(".area-chart"))).Height, 40, 100);
        }

        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await Expect(page["no-chart"]).ToHaveTextAsync("No activity yet");
        await Expect(page["chart"]).ToHaveCountAsync(0);
        var history = page["tab-history"];
        await Expect(history).ToBeVisibleAsync();
        var before = await BoxAsync(history);

        await dashboard.ScoreAsync(lead, "page_view");

        await Expect(page["chart"]).ToBeVisibleAsync();
        Assert.InRange((await BoxAsync(history)).Y - before.Y, -1, 1);
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(1024, 768)]
    public async Task Narrow_page_goes_from_the_reasons_to_the_history_without_holes(int width, int height)
    {
        var lead = await dashboard.LeadAsync("Narrow Order", null, "page_view", "demo_request");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}", width, height);
        await Expect(page["history-list"].Locator("li.group").First).ToBeVisibleAsync();
        var places = new List<float>();
        foreach (var part in new[] { "score", "sentence", "log-call", "chart", "parts", "history-list", "about" }) places.Add((await BoxAsync(page[part])).Y);
        Assert.Equal(places.Order(), places);
        var lines = await page["sentence"].EvaluateAsync<double>("e => { const r = document.createRange(); r.selectNodeContents(e); return r.getBoundingClientRect().bottom; }");
        Assert.InRange(places[2] - lines, 0, 40);
    }

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Log_form_is_as_wide_as_the_chart_and_its_error_moves_nothing(int width, int height)
    {
        var lead = await dashboard.LeadAsync("Logged Wide", null, "page_view");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}", width, height);
        await page["log-note"].ClickAsync();
        await Expect(page["log-form"]).ToBeVisibleAsync();
        await Expect(page["chart"]).ToBeVisibleAsync();
        var chart = await BoxAsync(page.Page.Locator(".area-chart"));
        Assert.InRange((await BoxAsync(page["log-form"])).Width - chart.Width, -1, 1);

        await page["log-send"].ClickAsync();

        await Expect(page["log-form"]).ToContainTextAsync("Write the note first.");
        Assert.Equal(chart.Y, (await BoxAsync(page.Page.Locator(".area-chart"))).Y);
    }

    [Fact]
    public async Task Numbers_of_a_lead_stand_on_one_line()
    {
        var lead = await dashboard.LeadAsync("Even Numbers", null, "page_view");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await Expect(page["week"]).ToContainTextAsync("+5");
        var score = await page["score"].EvaluateAsync<double>(Baseline);
        Assert.InRange(await page["week"].Locator(".change").EvaluateAsync<double>(Baseline) - score, -0.6, 0.6);
        Assert.InRange(await page["rank"].EvaluateAsync<double>(Baseline) - score, -0.6, 0.6);
    }

    [Fact]
    public async Task Error_of_a_field_stands_clear_of_the_next_label()
    {
        await using var page = await dashboard.OpenAsync("/leads", 390, 844);
        await page["new-lead"].ClickAsync();
        var fields = page["lead-form"].Locator(".form-field");
        await Expect(fields).ToHaveCountAsync(5);
        await page.Page.WaitForFunctionAsync("() => document.getAnimations().every(a => a.playState !== 'running')"); // the dialog grows when it opens
        var before = await BoxAsync(fields.Nth(1));
        await page["lead-form"].Locator("[name=name]").FillAsync(" ");
        await page["lead-form"].Locator("[name=name]").BlurAsync();
        await Expect(fields.First).ToContainTextAsync("Enter a name.");
        Assert.InRange((await BoxAsync(fields.Nth(1))).Y - before.Y, -0.5, 0.5);

        await page["save-lead"].ClickAsync();

        await Expect(fields.Nth(1)).ToContainTextAsync("such as jane@example.com.");
        for (var i = 0; i < 2; i++)
        {
            var text = await fields.Nth(i).EvaluateAsync<double>("e => { const r = document.createRange(); r.selectNodeContents(e); return Math.max(...[...r.getClientRects()].map(b => b.bottom)); }");
            var label = await BoxAsync(fields.Nth(i + 1).Locator("label"));
            Assert.True(label.Y - text >= 10, $"only {label.Y - text} px between an error and the next label");
        }
    }

    [Fact]
    public async Task Form_that_is_not_sent_goes_to_its_first_wrong_field()
    {
        await using var page = await dashboard.OpenAsync("/leads", 720, 450);
        await page["new-lead"].ClickAsync();
        var name = page["lead-form"].Locator("[name=name]");
        await Expect(name).ToBeFocusedAsync();
        await page["save-lead"].ScrollIntoViewIfNeededAsync();

        await page["save-lead"].ClickAsync();

        await Expect(name).ToBeFocusedAsync();
        await Expect(name).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(page["lead-form"].Locator("label").First).ToBeInViewportAsync(new() { Ratio = 1 });
        await name.FillAsync("Named Now");
        await page["save-lead"].ClickAsync();
        await Expect(page["lead-form"].Locator("[name=email]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Names_of_every_script_begin_at_the_same_edge_and_stay_in_their_line()
    {
        var tag = $"l{Guid.NewGuid():n}"[..12];
        var arabic = await dashboard.LeadAsync(ArabicName, $"{tag}@example.com", "page_view");
        await using var page = await dashboard.OpenAsync($"/?filter={tag}&top=100");
        var (name, company) = (page.Row(arabic).Locator(".name"), page.Row(arabic).Locator(".company"));
        Assert.InRange(await name.EvaluateAsync<double>(TextLeft) - await company.EvaluateAsync<double>(TextLeft), -1, 1);
        Assert.Equal("hidden", await name.EvaluateAsync<string>("e => getComputedStyle(e).overflowY"));
        Assert.InRange((await BoxAsync(name)).Height, 14, 22);
    }

    [Fact]
    public async Task Long_name_takes_two_lines_of_the_panel_and_leaves_undo_beside_it()
    {
        var tag = $"l{Guid.NewGuid():n}"[..12];
        var name = new string('W', 200);
        var lead = await dashboard.LeadAsync(name, $"{tag}@example.com", "page_view");
        await using var page = await dashboard.OpenAsync($"/?filter={tag}&top=100&lead={lead}");
        await Expect(page["peek"].Locator("h2")).ToHaveAttributeAsync("title", name);
        Assert.InRange((await BoxAsync(page["peek"].Locator("h2"))).Height, 40, 52);

        await page["peek"].Locator(".status-button").ClickAsync();
        await page["status-menu"].GetByText("Contacted").ClickAsync();

        await Expect(page["undo"]).ToBeVisibleAsync();
        var (undo, said) = (await BoxAsync(page["undo"]), await BoxAsync(page.Page.Locator(".toast-line b")));
        Assert.InRange(undo.Y - said.Y, -4, 8);
        Assert.True(undo.X >= said.X + said.Width, "the button is written over the text");
    }

    [Fact]
    public async Task Our_mark_of_sample_leads_is_no_detail_of_theirs()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        var lead = await dashboard.LeadAsync("Sample Sally", email);
        using (await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(dashboard.Api.Http, $"/api/leads/{lead}", new { name = "Sample Sally", email, metadata = new { source = "Fair", sampleData = true } }))
        {
        }

        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await Expect(page["details"]).ToContainTextAsync("Fair");
        await Expect(page["details"]).Not.ToContainTextAsync("Sample data");
        await Expect(page["about"]).ToContainTextAsync("Sample lead");
    }

    private static double Middle(LocatorBoundingBoxResult box) => box.Y + box.Height / 2;

    private static async Task<LocatorBoundingBoxResult> BoxAsync(ILocator locator) => (await locator.BoundingBoxAsync())!;
}
