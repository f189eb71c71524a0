using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

[Collection(DashboardTests.Name)]
public sealed class LeaderboardTests(DashboardFixture dashboard)
{
    [Fact]
    public async Task Board_shows_a_change_in_two_windows_as_number_change_chip_trend_and_rank()
    {
        var (low, high) = (await dashboard.LeadAsync("Move Low", null, "page_view"), await dashboard.LeadAsync("Move High", null, "form_submission"));
        await using var first = await dashboard.OpenAsync("/?filter=move&top=100");
        await using var second = await dashboard.OpenAsync("/?filter=move&top=100");
        foreach (var page in new[] { first, second })
        {
            await Expect(page.Rows).ToHaveCountAsync(2);
            Assert.Equal(high, await page.RowIdAsync(0));
            await page.Page.EvaluateAsync("window.stillTheSame = true");
        }

        await dashboard.ScoreAsync(low, "demo_request");

        foreach (var page in new[] { first, second })
        {
            await Expect(page.Score(low)).ToHaveTextAsync("55");
            await Expect(page.Row(low).Locator(".delta")).ToContainTextAsync("+55");
            await Expect(page.Row(low).Locator(".delta [title]")).ToHaveAttributeAsync("title", "Last: Demo request (demo_request) +50");
            await Expect(page.Rows.First).ToHaveAttributeAsync("data-lead-id", low);
            await Expect(page.Row(low).Locator(".spark path")).ToHaveCountAsync(2, new() { Timeout = 10_000 });
            Assert.True(await page.Page.EvaluateAsync<bool>("window.stillTheSame === true"), "the page was loaded again");
        }
    }

    [Fact]
    public async Task A_board_that_nobody_watched_is_right_at_once_and_its_toolbar_stays()
    {
        var lead = await dashboard.LeadAsync("Bell Ben", null, "form_submission");
        await using var page = await dashboard.OpenAsync("/?status=new&filter=bell&top=100");
        await Expect(page.Score(lead)).ToHaveTextAsync("20");
        await page["status-filter"].Locator("summary").ClickAsync();
        await page["status-any"].ClickAsync();
        await page.ExpectPathAsync("/?top=100&filter=bell");
        await dashboard.ScoreAsync(lead, "demo_request");
        await Expect(page.Score(lead)).ToHaveTextAsync("70");
        await page["status-new"].FocusAsync();
        await page.Page.EvaluateAsync(
            @"() => {
                const toolbar = document.querySelector('.toolbar');
                window.seen = [];
                const look = () => {
                    if (location.search.includes('status=new')) window.seen.push(document.querySelector('[data-testid=lead-score]')?.textContent.trim() ?? '');
                    window.stayed = toolbar.isConnected && document.activeElement === toolbar.querySelector('[data-testid=status-new]');
                    requestAnimationFrame(look);
                };
                look();
            }");

        await page["status-new"].CheckAsync();

        await page.Page.WaitForFunctionAsync("() => window.seen.at(-1) === '70'", null, new() { Timeout = 2_000 });
        Assert.DoesNotContain("20", await page.Page.EvaluateAsync<string[]>("window.seen"));
        Assert.True(await page.Page.EvaluateAsync<bool>("window.stayed"), "the toolbar, or the focus in it, was lost");
    }

    [Fact]
    public async Task Board_pauses_its_order_under_the_pointer_and_the_chip_applies_what_waits()
    {
        var (low, high) = (await dashboard.LeadAsync("Hold Low", null, "page_view"), await dashboard.LeadAsync("Hold High", null, "form_submission"));
        await using var page = await dashboard.OpenAsync("/?filter=hold&top=100");
        await Expect(page.Rows).ToHaveCountAsync(2);
        await page.Row(high).HoverAsync();

        await dashboard.ScoreAsync(low, "purchase");

        await Expect(page.Score(low)).ToHaveTextAsync("105");
        await Expect(page["waiting"]).ToHaveTextAsync("1 change waiting");
        Assert.Equal(high, await page.RowIdAsync(0));
        await page["waiting"].ClickAsync();
        await Expect(page.Rows.First).ToHaveAttributeAsync("data-lead-id", low);
        await Expect(page["waiting"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Board_resumes_its_order_when_the_pointer_leaves_or_rests_for_ten_seconds()
    {
        var (low, high) = (await dashboard.LeadAsync("Stillness Low", null, "page_view"), await dashboard.LeadAsync("Stillness High", null, "form_submission"));
        await using var page = await dashboard.OpenAsync("/?filter=stillness&top=100");
        await page.Row(high).HoverAsync();
        await dashboard.ScoreAsync(low, "demo_request");
        await Expect(page["waiting"]).ToBeVisibleAsync();

        await Expect(page.Rows.First).ToHaveAttributeAsync("data-lead-id", low, new() { Timeout = 20_000 });

        await page.Row(high).HoverAsync();
        await dashboard.ScoreAsync(high, "purchase");
        await Expect(page["waiting"]).ToBeVisibleAsync();
        await page.Page.Mouse.MoveAsync(5, 5);
        await Expect(page.Rows.First).ToHaveAttributeAsync("data-lead-id", high);
    }

    [Fact]
    public async Task Board_does_not_move_by_a_pixel_when_a_score_changes()
    {
        var lead = await dashboard.LeadAsync("Pixel Perfect", null, "page_view");
        await dashboard.LeadAsync("Pixel Other");
        await using var page = await dashboard.OpenAsync("/?filter=pixel&top=100");
        await Expect(page.Row(lead).Locator(".spark path")).ToHaveCountAsync(2, new() { Timeout = 10_000 });
        await Expect(page.Row(lead).Locator(".reason")).ToBeVisibleAsync();
        const string boxes = "() => [...document.querySelectorAll('th, tbody .name, tbody .reason, tbody .status-button, tbody .spark, .toolbar > *, h1')].map(e => { const b = e.getBoundingClientRect(); return `${b.left},${b.top},${b.width},${b.height}`; }).join('\\n')";
        var before = await page.Page.EvaluateAsync<string>(boxes);

        await dashboard.ScoreAsync(lead, "purchase");

        await Expect(page.Score(lead)).ToHaveTextAsync("105");
        Assert.Equal(before, await page.Page.EvaluateAsync<string>(boxes));
    }

    [Theory]
    [InlineData(ReducedMotion.NoPreference, true)]
    [InlineData(ReducedMotion.Reduce, false)]
    public async Task Board_animates_changes_and_respects_reduced_motion(ReducedMotion preference, bool slides)
    {
        var (low, high) = (await dashboard.LeadAsync($"Glide {preference} Low", null, "page_view"), await dashboard.LeadAsync($"Glide {preference} High", null, "form_submission"));
        await using var page = await dashboard.OpenAsync($"/?filter=glide+{preference}&top=100");
        await page.Page.EmulateMediaAsync(new() { ReducedMotion = preference });
        await Expect(page.Rows).ToHaveCountAsync(2);
        await page.Page.EvaluateAsync("""
            () => {
                window.animated = [];
                const animate = Element.prototype.animate;
                Element.prototype.animate = function (frames, ...rest) { animated.push(`${this.tagName} ${Object.keys(frames[0])}`); return animate.call(this, frames, ...rest); };
            }
            """);

        await dashboard.ScoreAsync(low, "demo_request");

        await Expect(page.Rows.First).ToHaveAttributeAsync("data-lead-id", low);
        var animated = await page.Page.EvaluateAsync<string[]>("animated");
        Assert.Contains("A backgroundColor", animated);
        Assert.Equal(slides ? 2 : 0, animated.Count(a => a == "TR transform"));
        await Expect(page.Rows.Nth(1)).ToHaveAttributeAsync("data-lead-id", high);
    }

    [Fact]
    public async Task Board_that_is_paused_does_not_change_until_it_is_resumed()
    {
        var lead = await dashboard.LeadAsync("Pause Me", null, "page_view");
        await using var page = await dashboard.OpenAsync("/?filter=pause&top=100");
        await Expect(page.Score(lead)).ToHaveTextAsync("5");
        await page.Page.Keyboard.PressAsync("p");
        await Expect(page["pause"]).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page["connection-state"]).ToHaveAttributeAsync("data-state", "paused");

        await dashboard.ScoreAsync(lead, "purchase");

        await Expect(page["waiting"]).ToContainTextAsync("1 change waiting");
        await Expect(page.Score(lead)).ToHaveTextAsync("5");
        await page["pause"].ClickAsync();
        await Expect(page.Score(lead)).ToHaveTextAsync("105");
    }

    [Fact]
    public async Task Board_marks_a_lead_that_enters_the_list()
    {
        await dashboard.LeadAsync("Enter One", null, "page_view");
        await using var page = await dashboard.OpenAsync("/?filter=enter&top=100");
        await Expect(page.Rows).ToHaveCountAsync(1);

        var lead = await dashboard.LeadAsync("Enter Two", null, "page_view");

        await Expect(page.Row(lead).GetByText("new", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Row(lead).GetByText("new", new() { Exact = true })).ToHaveCountAsync(0, new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task Board_explains_a_score_on_hover_and_by_key_and_escape_closes_it()
    {
        var lead = await dashboard.LeadAsync("Why Not", null, "page_view", "page_view", "demo_request");
        await using var page = await dashboard.OpenAsync("/?filter=why&top=100");

        await page.Score(lead).HoverAsync();
        await Expect(page["why"]).ToContainTextAsync("Why 60");
        await Expect(page["why"]).ToContainTextAsync("3 events of all time");
        await Expect(page["why"]).ToContainTextAsync("Demo requested");
        await Expect(page["why"].Locator(".why-part").Nth(1)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"Page visited\s*2×\s*\+10"));
        await page["why"].HoverAsync();
        await Expect(page["why"]).ToBeVisibleAsync();
        await page.Page.Mouse.MoveAsync(5, 5);
        await Expect(page["why"]).ToHaveCountAsync(0);

        await page.Score(lead).HoverAsync();
        await Expect(page["why"]).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page["why"]).ToHaveCountAsync(0);

        await page.Page.Keyboard.PressAsync("j");
        await page.Page.Keyboard.PressAsync("w");
        await Expect(page["why"]).ToContainTextAsync("Why 60");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page["why"]).ToHaveCountAsync(0);
        await Expect(page.Row(lead).Locator("[data-row-link]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Board_has_top_status_and_filter_in_the_address()
    {
        await dashboard.LeadAsync("Address Plain", null, "page_view");
        await using var page = await dashboard.OpenAsync("/");
        await page["board-top"].SelectOptionAsync("100");
        await page.ExpectPathAsync("/?top=100");
        await page["status-filter"].Locator("summary").ClickAsync();
        await page["status-qualified"].CheckAsync();
        await page.ExpectPathAsync("/?status=qualified&top=100");
        await page["status-new"].CheckAsync();
        await page.ExpectPathAsync("/?status=new&status=qualified&top=100");
        await page.Page.GoBackAsync();
        await Expect(page["status-new"]).Not.ToBeCheckedAsync();
        await page.Page.GoBackAsync();
        await Expect(page["status-qualified"]).Not.ToBeCheckedAsync();
        await page["board-filter"].FillAsync("address");
        await page.ExpectPathAsync("/?top=100&filter=address");
        await Expect(page.Rows).ToHaveCountAsync(1);

        await using var link = await dashboard.OpenAsync(page.PathAndQuery);
        await Expect(link.Rows).ToHaveCountAsync(1);
        await Expect(link["board-top"]).ToHaveValueAsync("100");
        await Expect(link["board-filter"]).ToHaveValueAsync("address");
    }

    [Fact]
    public async Task Keys_reach_rows_pages_and_help()
    {
        var lead = await dashboard.LeadAsync("Keyboard Only", null, "purchase");
        await dashboard.LeadAsync("Keyboard Other", null, "page_view");
        await using var page = await dashboard.OpenAsync("/?filter=keyboard&top=100");
        await Expect(page.Rows).ToHaveCountAsync(2);

        await page.Page.Keyboard.PressAsync("j");
        await page.Page.Keyboard.PressAsync("j");
        await page.Page.Keyboard.PressAsync("k");
        await Expect(page.Row(lead).Locator("[data-row-link]")).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.ExpectPathAsync($"/leads/{lead}");
        await page.Page.Keyboard.PressAsync("g");
        await page.Page.Keyboard.PressAsync("l");
        await page.ExpectPathAsync("/leads");
        await page.Page.Keyboard.PressAsync("?");
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Next row");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Page.Keyboard.PressAsync("g");
        await page.Page.Keyboard.PressAsync("b");
        await page.ExpectPathAsync("/");
    }

    [Fact]
    public async Task Keys_close_a_dialog_in_the_instant_it_appears()
    {
        await using var page = await dashboard.OpenAsync("/");
        await page.Page.EvaluateAsync(
            @"() => {
                window.dialogs = 0;
                new MutationObserver((_, observer) => {
                    if (!document.querySelector('.mud-dialog-content')) return;
                    window.dialogs++;
                    observer.disconnect();
                    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
                }).observe(document.body, { childList: true, subtree: true });
            }");
        await page.Page.Keyboard.PressAsync("?");
        await page.Page.WaitForFunctionAsync("() => window.dialogs === 1");
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }
}
