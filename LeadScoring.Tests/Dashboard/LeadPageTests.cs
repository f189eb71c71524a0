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
        await using var page = await dashboard.OpenAsync($"/leads/{lead}?tab=ledger");

        await Expect(page["score"]).ToHaveTextAsync("55");
        var lines = page["ledger"].Locator("tbody tr");
        await Expect(lines).ToHaveCountAsync(3);
        await Expect(Line(page, "unscored")).ToContainTextAsync("No rule yet · 0 points");
        await Expect(Line(page, "late-one")).ToContainTextAsync("arrived late");
        await Expect(Line(page, "first")).ToContainTextAsync("+50");
        await Expect(Line(page, "first").Locator(".score")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"5\s*→\s*to\s*55"));
        await Expect(page["chart"].Locator("path.chart-late")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M.*h0$"));
        await Line(page, "first").Locator("summary").ClickAsync();
        await Expect(Line(page, "first")).ToContainTextAsync("/pricing");
        await Expect(page["parts"]).ToContainTextAsync("Why 55");
        await Expect(page["ledger"].GetByText("Received", new() { Exact = true }).First).ToBeHiddenAsync();
        await page["received"].ClickAsync();
        await Expect(page["ledger"].Locator("th.received")).ToHaveTextAsync("Received");

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
        await Expect(page["parts"]).ToContainTextAsync("Why 105");
        await Expect(page["sentence"]).ToContainTextAsync("105 because of Purchase made (+100) and Page visited (+5), most recently Purchase made");
        await Expect(Entry(page, "live-purchase")).ToHaveCountAsync(0);
        await page["waiting-lines"].ClickAsync();
        await Expect(Entry(page, "live-purchase")).ToContainTextAsync("+100");
        await Expect(page["waiting-lines"]).ToHaveCountAsync(0);
        using (await dashboard.Api.Http.DeleteAsync($"/api/leads/{lead}"))
        {
            await Expect(page["no-lead"]).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Live_change_moves_nothing_on_the_page()
    {
        var lead = await dashboard.LeadAsync("Still Standing");
        await dashboard.ScoreAsync(lead, "page_view", Now.AddDays(-2));
        await dashboard.ScoreAsync(lead, "email_open", Now.AddHours(-3));
        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            await using var page = await dashboard.OpenAsync($"/leads/{lead}", width, height);
            await Expect(page["history-list"].Locator("[data-event-type=page_view]").First).ToBeVisibleAsync();
            await page.Page.EvaluateAsync(
                """
                () => {
                  window.moved = [];
                  new PerformanceObserver((list) => {
                    for (const entry of list.getEntries()) for (const { node } of entry.sources)
                      if (!node?.parentElement?.closest('[data-testid=sentence]')) window.moved.push(node?.parentElement?.outerHTML.slice(0, 200) ?? 'gone');
                  }).observe({ type: 'layout-shift' });
                }
                """);
            var before = await page["score"].TextContentAsync();

            await dashboard.ScoreAsync(lead, "purchase");
            await dashboard.ScoreAsync(lead, "demo_request", Now.AddDays(-1));

            await Expect(page["score"]).ToHaveTextAsync($"{int.Parse(before!, System.Globalization.CultureInfo.InvariantCulture) + 150}");
            await Expect(page["waiting-lines"]).ToHaveTextAsync("2 new · show");
            await page.Page.EvaluateAsync("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
            Assert.Empty(await page.Page.EvaluateAsync<string[]>("window.moved"));
        }
    }

    [Fact]
    public async Task Logged_activity_is_sent_by_enter_and_shown_in_place()
    {
        var lead = await dashboard.LeadAsync("Logged Laura", null, "page_view");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await Expect(page["score"]).ToHaveTextAsync("5");
        await page.Page.Keyboard.PressAsync("l");
        var text = page["log-form"].Locator("[name=note]");
        await Expect(text).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page["log-form"]).ToHaveCountAsync(0);
        await Expect(page["log-call"]).ToBeFocusedAsync();

        await page["log-call"].ClickAsync();
        await Expect(text).ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("Wants a quote by Friday");
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page["log-result"]).ToHaveTextAsync("Call logged.");
        await Expect(page["log-form"]).ToHaveCountAsync(0);
        await Expect(page["history-list"]).ToContainTextAsync("Call logged");
        await Expect(page["history-list"]).ToContainTextAsync("Wants a quote by Friday");
        await Expect(page["waiting-lines"]).ToHaveCountAsync(0);

        await page["log-note"].ClickAsync();
        await Expect(text).ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("First line");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Keyboard.TypeAsync("second line");
        await page.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(page["log-result"]).ToHaveTextAsync("Note saved.");
        var newest = (await dashboard.Api.GetAsync($"/api/leads/{lead}/events")).GetProperty("events")[0];
        Assert.Equal(("rep:note", "First line\nsecond line"), (newest.GetProperty("eventType").GetString(), newest.GetProperty("metadata").GetProperty("note").GetString()));
        await Expect(page["score"]).ToHaveTextAsync("5");
    }

    [Fact]
    public async Task History_groups_events_and_is_filtered_by_links()
    {
        var lead = await dashboard.LeadAsync("Grouped");
        var noon = new DateTimeOffset(Now.UtcDateTime.Date.AddDays(-2).AddHours(12), TimeSpan.Zero);
        for (var i = 0; i < 3; i++) await dashboard.ScoreAsync(lead, "page_view", noon.AddMinutes(-i), $"view-{lead}-{i}", new { url = $"https://x.example/page-{i}?q=1", seconds = 63 });
        await dashboard.ScoreAsync(lead, "purchase", noon.AddMinutes(5), $"bought-{lead}", new { product = "Pro" });
        await dashboard.ScoreAsync(lead, "webinar_attended", noon.AddMinutes(6), $"webinar-{lead}");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        var history = page["history-list"];

        await Expect(page["group"]).ToContainTextAsync("Page visited 3×");
        await Expect(page["group"]).ToContainTextAsync("+15");
        await Expect(Entry(page, $"bought-{lead}")).ToContainTextAsync("Purchase made");
        await Expect(Entry(page, $"bought-{lead}")).ToContainTextAsync("Pro");
        await Expect(Entry(page, $"webinar-{lead}")).ToContainTextAsync("No rule yet · 0 points");
        await Expect(Entry(page, $"view-{lead}-0")).ToHaveCountAsync(0);
        await page["group"].ClickAsync();
        await Expect(page["group"]).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(Entry(page, $"view-{lead}-0")).ToContainTextAsync("/page-0 · 63 s");

        await page["only-changes"].ClickAsync();
        await page.ExpectPathAsync($"/leads/{lead}?changed=true");
        await Expect(Entry(page, $"webinar-{lead}")).ToHaveCountAsync(0);
        await page["history-filters"].Locator("[data-event-type=purchase]").ClickAsync();
        await page["history-filters"].Locator("[data-event-type=page_view]").ClickAsync();
        await page.ExpectPathAsync($"/leads/{lead}?changed=true&type=purchase&type=page_view");
        await page["show-all"].ClickAsync();
        await page.ExpectPathAsync($"/leads/{lead}");
        await page["sentence"].GetByRole(AriaRole.Link, new() { Name = "Purchase made" }).First.ClickAsync();
        await page.ExpectPathAsync($"/leads/{lead}?type=purchase#history");
        await Expect(history.Locator("li.group")).ToHaveCountAsync(1);
        await Expect(page.Page.GetByText("All 1 entry shown")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Lead_without_activity_says_what_the_first_event_would_do()
    {
        var lead = await dashboard.LeadAsync("Quiet Quentin");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await Expect(page["sentence"]).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("No activity yet. “.+” would make it [0-9,]+[.]"));
        await Expect(page["history-list"]).ToContainTextAsync("No activity yet. Log a call, or add an event.");
    }

    [Fact]
    public async Task Event_form_adds_an_event_and_shows_what_it_did_to_the_score()
    {
        var lead = await dashboard.LeadAsync("By Hand", null, "page_view");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await OpenEventFormAsync(page);
        var form = page["event-form"];
        await page["send-event"].ClickAsync();
        await Expect(form.Locator("[name=eventType]")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(form).ToContainTextAsync("Choose an event type.");
        await form.Locator("[name=eventType]").SelectOptionAsync(new SelectOptionValue { Label = "Demo requested · +50" });
        await form.GetByRole(AriaRole.Button, new() { Name = "Edit as JSON" }).ClickAsync();
        await form.Locator("[name=metadata]").FillAsync($"{{\"much\":\"{new string('ü', 39_000)}\"}}");
        await page["send-event"].ClickAsync();
        await Expect(form).ToContainTextAsync("Must be at most 32768 bytes of JSON");
        await form.Locator("[name=metadata]").FillAsync("{\"who\":\"phone call\"}");
        await page["send-event"].ClickAsync();

        await Expect(page.Page.GetByText("Demo requested: +50")).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("The score went from 5 to 55.")).ToBeVisibleAsync();
        await Expect(page["score"]).ToHaveTextAsync("55");
        await page["tab-ledger"].ClickAsync();
        await page.ExpectPathAsync($"/leads/{lead}?tab=ledger");
        await page["ledger"].Locator("summary").First.ClickAsync();
        await Expect(page["ledger"]).ToContainTextAsync("phone call");
    }

    [Fact]
    public async Task Event_of_an_unknown_type_is_asked_about_before_it_is_sent()
    {
        var lead = await dashboard.LeadAsync("Typed Wrong");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await OpenEventFormAsync(page);
        var form = page["event-form"];
        await form.Locator("[name=eventType]").SelectOptionAsync(new SelectOptionValue { Label = "Another type…" });
        await form.Locator("[name=otherType]").FillAsync("demo_reqest");
        await form.Locator("[name=detail-0-name]").FillAsync("page");
        await form.Locator("[name=detail-0-value]").FillAsync("/pricing");
        await page["send-event"].ClickAsync();
        await Expect(page["unknown-type"]).ToContainTextAsync("No rule for demo_reqest. Did you mean demo_request?");
        Assert.Equal(0, (await dashboard.Api.GetAsync($"/api/leads/{lead}/events")).GetProperty("events").GetArrayLength());

        await page["use-like"].ClickAsync();
        await Expect(page["score"]).ToHaveTextAsync("50");
        await Expect(page["history-list"]).ToContainTextAsync("/pricing");

        await OpenEventFormAsync(page);
        await form.Locator("[name=eventType]").SelectOptionAsync(new SelectOptionValue { Label = "Another type…" });
        await form.Locator("[name=otherType]").FillAsync("something_new");
        await page["send-event"].ClickAsync();
        await page["add-unknown"].ClickAsync();
        await Expect(page.Page.GetByText("Saved with 0 points: there is no rule for something_new.")).ToBeVisibleAsync();
        await Expect(page["history-list"]).ToContainTextAsync("Something new");
    }

    [Fact]
    public async Task As_of_shows_what_is_known_today_and_what_was_known_then()
    {
        var lead = await dashboard.LeadAsync("As Of");
        await dashboard.ScoreAsync(lead, "demo_request", Now.AddDays(-10), $"known-then-{lead}");
        var first = (await dashboard.Api.GetAsync($"/api/leads/{lead}/events")).GetProperty("events")[0];
        var between = first.GetProperty("processedAt").GetDateTimeOffset().AddMilliseconds(1);
        await Wait.UntilAsync(() => Task.FromResult(Now > between), "the clock is past the first commit");
        await dashboard.ScoreAsync(lead, "purchase", Now.AddDays(-5), $"came-later-{lead}");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}?asof={Uri.EscapeDataString(between.UtcDateTime.ToString("o"))}");
        var entries = page["history-list"].Locator("li.group");

        await Expect(page["asof-score"]).ToHaveTextAsync("150");
        await Expect(page["parts"]).ToContainTextAsync("Why 150 today");
        await Expect(page.Page.Locator(".lead-numbers")).ToContainTextAsync("Score now");
        await Expect(page["asof-note"]).ToContainTextAsync("On that day the dashboard showed 50; 1 event arrived later.");
        await Expect(entries).ToHaveCountAsync(2);
        await page["asof-known"].ClickAsync();
        await Expect(entries).ToHaveCountAsync(1);
        await page["tab-ledger"].ClickAsync();
        await Expect(page["ledger"].Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page["score"]).ToHaveTextAsync("150");
        await page["asof-now"].ClickAsync();
        await Expect(page["asof-score"]).ToHaveCountAsync(0);
        await Expect(page["ledger"].Locator("tbody tr")).ToHaveCountAsync(2);
        Assert.DoesNotContain("asof", page.Page.Url, StringComparison.Ordinal);
        await Expect(page["parts"].Locator("h2")).ToHaveTextAsync("Why 150");
    }

    [Fact]
    public async Task As_of_is_chosen_on_the_chart_by_click_and_by_keys_and_moves_nothing()
    {
        var lead = await dashboard.LeadAsync("Choose");
        await dashboard.ScoreAsync(lead, "demo_request", Now.AddDays(-10), $"first-{lead}");
        await dashboard.ScoreAsync(lead, "purchase", Now.AddDays(-1), $"second-{lead}");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await Expect(page["asof-label"]).ToHaveTextAsync("As of…");
        await Expect(page["asof"]).ToHaveAttributeAsync("aria-valuetext", "now, score 150");
        var box = (await page["asof"].BoundingBoxAsync())!;

        await page["asof"].ClickAsync(new() { Position = new() { X = box.Width / 2, Y = 40 } });

        await Assertions.Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("asof=20"));
        await Expect(page["asof-score"]).ToHaveTextAsync("50");
        await Expect(page["asof-then-score"]).ToHaveTextAsync("0");
        await Expect(page["asof-label"]).ToContainTextAsync("As of ");
        await Expect(page["history-list"].Locator("li.group")).ToHaveCountAsync(1);
        var after = (await page["asof"].BoundingBoxAsync())!;
        Assert.Equal((box.X, box.Y, box.Height), (after.X, after.Y, after.Height));
        await page.Page.GoBackAsync();
        await Expect(page["asof-score"]).ToHaveCountAsync(0);

        await page["asof"].FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowLeft");
        await page.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page["asof"]).ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex(", score 50$"));
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page["asof-score"]).ToHaveTextAsync("50");
        await page.Page.Keyboard.PressAsync("End");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.ExpectPathAsync($"/leads/{lead}");

        await page["asof-time"].FillAsync(Now.AddDays(-5).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture), new() { Force = true });
        await Expect(page["asof-score"]).ToHaveTextAsync("50");
    }

    [Fact]
    public async Task Facts_are_edited_where_they_stand()
    {
        var other = $"{Guid.NewGuid():n}@example.com";
        await dashboard.LeadAsync("Somebody Else", other);
        var lead = await dashboard.LeadAsync("Edith");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        var name = page["fact-name"];
        await name.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(name.Locator("input")).ToBeFocusedAsync();
        await name.Locator("input").FillAsync(" ");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(name).ToContainTextAsync("Enter a name.");
        await name.Locator("input").FillAsync("Edith Piaf");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("Edith Piaf");
        await Expect(name.GetByRole(AriaRole.Button)).ToBeFocusedAsync();

        var mail = page["fact-email"];
        await mail.GetByRole(AriaRole.Button).ClickAsync();
        await mail.Locator("input").FillAsync("no address");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(mail).ToContainTextAsync("Enter a valid e-mail address");
        await mail.Locator("input").FillAsync(other);
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(mail).ToContainTextAsync("Another lead has this e-mail address.");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(mail.Locator("input")).ToHaveCountAsync(0);

        var company = page["fact-company"];
        await company.GetByRole(AriaRole.Button).ClickAsync();
        await company.Locator("input").FillAsync("Olympia");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".lead-sub")).ToContainTextAsync("Olympia");
    }

    [Fact]
    public async Task Header_reaches_the_lead_and_its_menu_has_what_is_seldom_done()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        var lead = await dashboard.LeadAsync("Reachable Rita", email, "page_view");
        using (await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(dashboard.Api.Http, $"/api/leads/{lead}", new { name = "Reachable Rita", email, metadata = new { phone = "+49 30 123456", job_title = "CTO" } }))
        {
        }

        await using var page = await dashboard.OpenAsync($"/leads/{lead}");
        await Expect(page["mail"]).ToHaveAttributeAsync("href", $"mailto:{email}");
        await Expect(page["phone"]).ToHaveAttributeAsync("href", "tel:+4930123456");
        await Expect(page["details"]).ToContainTextAsync("Job title");
        await page.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Page.Keyboard.PressAsync("c");
        await Expect(page.Page.GetByText($"Copied {email}")).ToBeVisibleAsync();
        Assert.Equal(email, await page.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));

        await page["more"].ClickAsync();
        await page["copy-id"].ClickAsync();
        await Expect(page.Page.GetByText($"Copied {lead}")).ToBeVisibleAsync();
        await Expect(page["copy-id"]).ToBeHiddenAsync();
        await page["more"].ClickAsync();
        await page["recalculate"].ClickAsync();
        await Expect(page.Page.GetByText("The score is right: 5.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Numbers_stay_where_they_are_whatever_the_name()
    {
        var brief = await dashboard.LeadAsync("Bo");
        var long_ = await dashboard.LeadAsync("Dr. " + string.Join(' ', Enumerable.Repeat("Wolfeschlegelsteinhausenbergerdorff", 5)));
        var places = new List<float>();
        foreach (var lead in new[] { brief, long_ })
        {
            await using var page = await dashboard.OpenAsync($"/leads/{lead}");
            places.Add((await page["score"].BoundingBoxAsync())!.Y);
        }

        Assert.Equal(places[0], places[1]);
    }

    [Fact]
    public async Task Sections_beside_the_history_are_folded_on_a_phone()
    {
        var lead = await dashboard.LeadAsync("Folded Fiona", null, "page_view");
        await using var page = await dashboard.OpenAsync($"/leads/{lead}", 390, 844);
        await Expect(page["facts"]).ToBeHiddenAsync();
        await page["about"].GetByRole(AriaRole.Button, new() { Name = "About" }).ClickAsync();
        await Expect(page["facts"]).ToBeVisibleAsync();
        await Expect(page["parts"].Locator(".parts")).ToBeHiddenAsync();
        Assert.True((await page["log-call"].BoundingBoxAsync())!.Y < (await page["chart"].BoundingBoxAsync())!.Y, "the buttons come before the chart");
        Assert.True((await page["parts"].BoundingBoxAsync())!.Y < (await page["history-list"].BoundingBoxAsync())!.Y, "the reasons come before the history");
        Assert.True((await page["about"].BoundingBoxAsync())!.Y > (await page["history-list"].BoundingBoxAsync())!.Y, "the facts come after the history");
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
        await Expect(page.Page.Locator(".chart-tip")).ToContainTextAsync("50 · ");
        await page.Page.Locator(".chart-plot").HoverAsync(new() { Position = new() { X = (await page["asof"].BoundingBoxAsync())!.Width - 2, Y = 100 } });
        await Expect(page.Page.Locator(".chart-tip")).ToContainTextAsync("150 · ");
    }

    [Fact]
    public async Task History_shows_older_entries_on_request_and_filters_all_of_them()
    {
        var lead = await dashboard.LeadAsync("Many Lines");
        var events = Enumerable.Range(0, 130).Select(i => new { eventId = $"many-{lead}-{i}", eventType = i == 129 ? "purchase" : "page_view", leadId = lead, timestamp = Now.AddHours(-i) });
        using (var sent = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(dashboard.Api.Http, "/api/events/batch", new { events })) Assert.Equal(202, (int)sent.StatusCode);
        await dashboard.Api.DrainAsync(TimeSpan.FromSeconds(30));
        await using var page = await dashboard.OpenAsync($"/leads/{lead}?tab=ledger");
        var lines = page["ledger"].Locator("tbody tr");
        await Expect(lines).ToHaveCountAsync(100);

        await page["show-more"].ClickAsync();

        await Expect(lines).ToHaveCountAsync(130);
        await Expect(page.Page.GetByText("All 130 entries shown")).ToBeVisibleAsync();

        await page.Page.GotoAsync(new Uri(page.Web, $"/leads/{lead}?type=purchase").ToString());
        await Expect(Entry(page, $"many-{lead}-129")).ToContainTextAsync("Purchase made");
    }

    [Fact]
    public async Task Lead_page_of_an_unknown_lead_says_so()
    {
        await using var page = await dashboard.OpenAsync("/leads/nobody");
        await Expect(page["no-lead"]).ToContainTextAsync("Lead not found");
    }

    private static async Task OpenEventFormAsync(DashboardPage page)
    {
        await page["more"].ClickAsync();
        await page["add-event"].ClickAsync();
    }

    private static ILocator Entry(DashboardPage page, string eventId) => page["history-list"].Locator($"[data-event-id='{eventId}']");

    private static ILocator Line(DashboardPage page, string eventId) => page.Page.Locator($"tr[data-event-id='{eventId}']");
}
