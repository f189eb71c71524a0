using LeadScoring.Tests.Infrastructure;
using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

[Collection(DashboardTests.Name)]
public sealed class LeadPageTests(DashboardFixture dashboard)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Ledger_has_a_reason_in_every_line_and_marks_late_events()
    {
        var lead = await dashboard.LeadAsync("Ledger Lines");
        await dashboard.ScoreAsync(lead, "demo_request", Now.AddDays(-2), "first", new { page = "/pricing" });
        await dashboard.ScoreAsync(lead, "page_view", Now.AddDays(-3), "late-one");
        await dashboard.ScoreAsync(lead, "webinar_attended", Now.AddDays(-1), "unscored");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");

        await Expect(page["score"]).ToHaveTextAsync("55");
        var lines = page["ledger"].Locator("tbody tr");
        await Expect(lines).ToHaveCountAsync(3);
        await Expect(Line(page, "unscored")).ToContainTextAsync("No rule for this type: kept, worth 0");
        await Expect(Line(page, "late-one")).ToContainTextAsync("came late");
        await Expect(Line(page, "first")).ToContainTextAsync("+50");
        await Expect(Line(page, "first").Locator(".score")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"5\s*→\s*to\s*55"));
        await Expect(page["chart"].Locator("path.chart-late")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M.*h0$"));
        await Line(page, "first").Locator("summary").ClickAsync();
        await Expect(Line(page, "first")).ToContainTextAsync("/pricing");
        await Expect(page["parts"]).ToContainTextAsync("What makes 55");

        await Line(page, "first").GetByTestId("rule-link").ClickAsync();
        await page.ExpectPathAsync("/rules/demo_request#v1");
        await Expect(page["versions"].Locator("#v1")).ToContainTextAsync("+50");
    }

    [Fact]
    public async Task Lead_page_is_live_until_the_lead_is_deleted()
    {
        var lead = await dashboard.LeadAsync("Live Lead", null, "page_view");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await Expect(page["score"]).ToHaveTextAsync("5");

        await dashboard.ScoreAsync(lead, "purchase", eventId: "live-purchase");

        await Expect(page["score"]).ToHaveTextAsync("105");
        await Expect(page["week"]).ToContainTextAsync("+105");
        await Expect(page["parts"]).ToContainTextAsync("What makes 105");
        await Expect(Line(page, "live-purchase")).ToBeVisibleAsync();
        using (await dashboard.Api.Http.DeleteAsync($"/api/leads/{lead}"))
        {
            await Expect(page["no-lead"]).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Event_form_adds_an_event_and_shows_what_it_did_to_the_score()
    {
        var lead = await dashboard.LeadAsync("By Hand", null, "page_view");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await page["add-event"].ClickAsync();
        var form = page["event-form"];
        await form.Locator("[name=eventType]").FillAsync("Not A Type");
        await page["send-event"].ClickAsync();
        await Expect(form.Locator("[name=eventType]")).ToHaveAttributeAsync("aria-invalid", "true");
        await form.Locator("[name=eventType]").FillAsync("demo_request");
        await form.Locator("[name=metadata]").FillAsync($"{{\"much\":\"{new string('ü', 39_000)}\"}}");
        await page["send-event"].ClickAsync();
        await Expect(form).ToContainTextAsync("Must be at most 32768 bytes of JSON");
        await form.Locator("[name=metadata]").FillAsync("{\"who\":\"phone call\"}");
        await page["send-event"].ClickAsync();

        await Expect(page.Page.GetByText("demo_request: +50")).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("The score went from 5 to 55.")).ToBeVisibleAsync();
        await Expect(page["score"]).ToHaveTextAsync("55");
        await page["tab-events"].ClickAsync();
        await page.ExpectPathAsync($"/leads/{lead}?tab=events");
        await Expect(page["events"]).ToContainTextAsync("phone call");
    }

    [Fact]
    public async Task As_of_shows_what_was_known_then_and_what_is_known_now()
    {
        var lead = await dashboard.LeadAsync("As Of");
        await dashboard.ScoreAsync(lead, "demo_request", Now.AddDays(-10), "known-then");
        var first = (await dashboard.Api.GetAsync($"/api/leads/{lead}/events")).GetProperty("events")[0];
        var between = first.GetProperty("processedAt").GetDateTimeOffset().AddMilliseconds(1);
        await Wait.UntilAsync(() => Task.FromResult(Now > between), "the clock is past the first commit");
        await dashboard.ScoreAsync(lead, "purchase", Now.AddDays(-5), "came-later");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}?asof={Uri.EscapeDataString(between.UtcDateTime.ToString("o"))}");

        await Expect(page["asof-score"]).ToHaveTextAsync("50");
        await Expect(page["asof-now-score"]).ToHaveTextAsync("150");
        await Expect(page["ledger"].Locator("tbody tr")).ToHaveCountAsync(1);
        await page["asof-later"].ClickAsync();
        await Expect(page["ledger"].Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(page["score"]).ToHaveTextAsync("150");
        await page["asof-now"].ClickAsync();
        await Expect(page["asof-panel"]).ToHaveCountAsync(0);
        Assert.DoesNotContain("asof", page.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_of_slider_puts_its_time_into_the_address()
    {
        var lead = await dashboard.LeadAsync("Slide");
        await dashboard.ScoreAsync(lead, "demo_request", Now.AddDays(-10));
        await dashboard.ScoreAsync(lead, "purchase", Now.AddDays(-1));
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await Expect(page["asof-label"]).ToHaveTextAsync("now");

        await page["asof"].FillAsync("500");

        await Assertions.Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("asof=20"));
        await Expect(page["asof-now-score"]).ToHaveTextAsync("50");
        await Expect(page["asof-score"]).ToHaveTextAsync("0");
        await page.Page.GoBackAsync();
        await Expect(page["asof-panel"]).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Chart_has_links_for_its_ranges_and_a_table()
    {
        var lead = await dashboard.LeadAsync("Range");
        await dashboard.ScoreAsync(lead, "demo_request", Now.AddDays(-60));
        await dashboard.ScoreAsync(lead, "purchase", Now.AddHours(-2));
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        var points = page["chart"].Locator("tbody tr");
        await Expect(points).ToHaveCountAsync(2);

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "24 h" }).ClickAsync();

        await page.ExpectPathAsync($"/leads/{lead}?range=24h");
        await Expect(points).ToHaveCountAsync(1);
        await page["chart"].GetByText("As a table").ClickAsync();
        await Expect(points).ToContainTextAsync("150");
        await page.Page.Locator(".chart-plot").HoverAsync(new() { Position = new() { X = 300, Y = 100 } });
        await Expect(page.Page.Locator(".chart-tip")).ToContainTextAsync("150");
    }

    [Fact]
    public async Task Ledger_shows_older_lines_on_request()
    {
        var lead = await dashboard.LeadAsync("Many Lines");
        var events = Enumerable.Range(0, 70).Select(i => new { eventId = $"many-{lead}-{i}", eventType = "page_view", leadId = lead, timestamp = Now.AddHours(-i) });
        using (var sent = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(dashboard.Api.Http, "/api/events/batch", new { events })) Assert.Equal(202, (int)sent.StatusCode);
        await dashboard.Api.DrainAsync(TimeSpan.FromSeconds(30));
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        var lines = page["ledger"].Locator("tbody tr");
        await Expect(lines).ToHaveCountAsync(50);

        await page["show-more"].ClickAsync();

        await Expect(lines).ToHaveCountAsync(70);
        await Expect(page.Page.GetByText("70 lines: everything.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Lead_page_of_an_unknown_lead_says_so()
    {
        await using var page = await dashboard.OpenAsync("/leads/nobody");
        await Expect(page["no-lead"]).ToContainTextAsync("There is no such lead");
    }

    private static ILocator Line(DashboardPage page, string eventId) => page.Page.Locator($"tr[data-event-id='{eventId}']");
}
