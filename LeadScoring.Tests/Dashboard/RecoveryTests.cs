using LeadScoring.Tests.EndToEnd;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

/// <summary>Pages that are open while services are killed: marked as stale, correct again within 10 s of the restart, and typed text is not lost.</summary>
[Collection(WholeSystem.Name)]
public sealed class RecoveryTests(RecoveryTests.Fixture fixture) : IClassFixture<RecoveryTests.Fixture>
{
    private static readonly LocatorAssertionsToHaveTextOptions Soon = new() { Timeout = 10_000 };

    [Fact]
    public async Task Pages_recover_from_a_kill_of_api_redis_and_dashboard()
    {
        var (app, browser) = (fixture.App, fixture.Browser);
        var web = app.Web;
        var lead = await app.Api.CreateLeadAsync("Grace Hopper", "grace@example.com");
        await ScoreAsync(app.Api, lead, $"before-{lead}");
        var board = await browser.OpenAsync(new Uri(web, "/?top=50&filter=grace"));
        var list = await browser.OpenAsync(new Uri(web, "/leads?search=grace&sort=name"));
        var profile = await browser.OpenAsync(new Uri(web, $"/leads/{lead}?range=7d"));
        var home = await browser.OpenAsync(web);
        IPage[] pages = [board, list, profile, home];
        ILocator[] scores =
        [
            board.GetByTestId("lead-score"), list.GetByTestId("lead-score"), profile.GetByTestId("score"),
            home.Locator($"[data-testid=lead-row][data-lead-id='{lead}']").GetByTestId("lead-score"),
        ];
        foreach (var score in scores) await Expect(score).ToHaveTextAsync("50");
        var addresses = pages.Select(p => p.Url).ToArray();

        var expected = 50;
        foreach (var victim in new[] { "api", "redis", "web" })
        {
            await app.KillAsync(victim);
            await ScoreAsync(app.Api, lead, $"after-{victim}");
            expected += 50;
            foreach (var score in scores) await Expect(score).ToHaveTextAsync($"{expected}", Soon);
            foreach (var page in pages) await Expect(page.GetByTestId("connection-state")).ToHaveAttributeAsync("data-state", "live", new() { Timeout = 10_000 });
        }

        Assert.Equal(addresses, pages.Select(p => p.Url));
        await Expect(board.GetByTestId("board-filter")).ToHaveValueAsync("grace");
        await Expect(list.GetByTestId("lead-search")).ToHaveValueAsync("grace");
    }

    [Fact]
    public async Task Form_keeps_its_text_through_a_restart_of_the_dashboard()
    {
        var (app, browser) = (fixture.App, fixture.Browser);
        var page = await browser.OpenAsync(new Uri(app.Web, "/leads"));
        await page.GetByTestId("new-lead").ClickAsync();
        var form = page.GetByTestId("lead-form");
        await form.Locator("[name=name]").FillAsync("Typed Already");
        await form.Locator("[name=email]").FillAsync("typed@example.com");
        await form.Locator("[name=status]").SelectOptionAsync("qualified");

        await page.EvaluateAsync("() => { window.beforeRestart = true; }");
        await app.KillAsync("web");

        // The page has loaded again, and the form with it.
        await page.WaitForFunctionAsync("() => !window.beforeRestart", null, new() { Timeout = 20_000 });
        await Expect(form.Locator("[name=name]")).ToHaveValueAsync("Typed Already", new() { Timeout = 20_000 });
        await Expect(form.Locator("[name=email]")).ToHaveValueAsync("typed@example.com");
        await Expect(page.GetByTestId("connection-state")).ToHaveAttributeAsync("data-state", "live", new() { Timeout = 10_000 });
        await Wait.UntilAsync(
            async () =>
            {
                // The first click may meet a dashboard that is not quite connected. A second one creates no second lead: the address is taken.
                if (await page.GetByTestId("save-lead").IsVisibleAsync()) await page.GetByTestId("save-lead").ClickAsync();
                try
                {
                    await form.WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = 10_000 });
                    return true;
                }
                catch (TimeoutException)
                {
                    return false;
                }
            },
            "the form is sent", TimeSpan.FromSeconds(30));
        await Expect(page.Locator("h1")).ToHaveTextAsync("Typed Already");
        await Expect(page.Locator(".lead-sub")).ToContainTextAsync("Qualified");

        // Sent: the next form begins empty.
        await page.GotoAsync(new Uri(app.Web, "/leads").ToString());
        await page.GetByTestId("new-lead").ClickAsync();
        await Expect(form.Locator("[name=name]")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Pages_keep_their_data_and_offer_a_retry_while_the_api_does_not_answer()
    {
        var (app, browser) = (fixture.App, fixture.Browser);
        var web = app.Web;
        var lead = await app.Api.CreateLeadAsync("Ada Lovelace", "ada@example.com");
        await ScoreAsync(app.Api, lead, $"before-{lead}");
        await using var board = new DashboardPage(await browser.OpenAsync(web), web);
        await Expect(board.Score(lead)).ToHaveTextAsync("50");
        await using var list = new DashboardPage(await browser.OpenAsync(new Uri(web, "/leads?search=lovelace")), web);
        await Expect(list.Rows).ToHaveCountAsync(1);
        await using var profile = new DashboardPage(await browser.OpenAsync(new Uri(web, $"/leads/{lead}")), web);
        await Expect(profile["score"]).ToHaveTextAsync("50");
        await using var rules = new DashboardPage(await browser.OpenAsync(new Uri(web, "/rules")), web);
        await Expect(rules["rules"]).ToBeVisibleAsync();
        using var frozen = app.Freeze("api");

        await Expect(rules["connection-state"]).ToHaveAttributeAsync("data-state", "slow", new() { Timeout = 4_000 });
        await board.Row(lead).Locator("[data-status-menu]").ClickAsync();
        await board["status-menu"].GetByText("Contacted").ClickAsync();
        await Expect(board.Row(lead).Locator("[data-status-menu]")).ToHaveAttributeAsync("aria-busy", "true");
        await Expect(board["connection-state"]).ToHaveAttributeAsync("data-state", "stale", new() { Timeout = 10_000 });
        await Expect(board.Page.GetByText("Can't reach the server, retrying. Scores are")).ToBeVisibleAsync();
        await Expect(board.Score(lead)).ToHaveTextAsync("50");
        await Expect(board["retry"]).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Expect(board.Page.GetByText("Ada Lovelace: Contacted. Can't reach the server.")).ToBeVisibleAsync();
        await Expect(board.Row(lead).Locator("[data-status-menu]")).Not.ToHaveAttributeAsync("aria-busy", "true");
        await board.ExpectAccessibleAsync("stale board");
        await Expect(profile["lead-state"]).ToContainTextAsync("Can't reach the server, retrying. Scores are from", new() { Timeout = 10_000 });
        await Expect(profile["score"]).ToHaveTextAsync("50");
        var (crumb, trouble) = (await profile["crumb"].BoundingBoxAsync(), await profile["lead-state"].Locator(".subtitle.trouble").BoundingBoxAsync());
        Assert.InRange(trouble!.X - crumb!.X - crumb.Width, 0, 24);
        await profile.ExpectAccessibleAsync("stale lead");
        await profile["log-call"].ClickAsync();
        await profile["log-form"].Locator("[name=note]").FillAsync("Nobody answered");
        await profile["log-send"].ClickAsync();
        await list["lead-search"].FillAsync("ada lovelace");
        await Expect(list["problem"]).ToContainTextAsync("Can't reach the server.", new() { Timeout = 15_000 });
        await Expect(list["problem"].GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
        await Expect(list.Rows).ToHaveCountAsync(1);
        await Expect(list["problem"]).ToContainTextAsync("These are the leads from before.");
        await list.ExpectAccessibleAsync("stale list");
        await Expect(rules.Page.Locator(".title")).ToContainTextAsync("Can't reach the server, retrying. This is from");

        await Expect(profile["log-form"]).ToContainTextAsync("Sending it again is safe.", new() { Timeout = 15_000 });

        frozen.Dispose();

        await board["retry"].ClickAsync();
        await Expect(board.Row(lead).Locator("[data-status-menu]")).ToHaveAttributeAsync("data-status", "contacted", new() { Timeout = 10_000 });
        await Expect(board["connection-state"]).ToHaveAttributeAsync("data-state", "live", new() { Timeout = 10_000 });
        await Expect(list["problem"]).ToHaveCountAsync(0);
        await Expect(list["lead-total"]).ToHaveTextAsync("1 lead matches");

        // What was sent while the API hung arrives now: sent again, it counts once.
        await profile["log-send"].ClickAsync();
        await Expect(profile["log-result"]).ToContainTextAsync("Call logged.", new() { Timeout = 10_000 });
        await Expect(profile["lead-state"]).ToHaveTextAsync("");
        await app.Api.DrainAsync(TimeSpan.FromSeconds(30));
        var logged = (await app.Api.GetAsync($"/api/leads/{lead}/events")).GetProperty("events").EnumerateArray().Count(e => e.GetProperty("eventType").GetString() == "rep:call");
        Assert.Equal(1, logged);
    }

    /// <summary>One system and one browser; killed services are started again.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private RunningApp? _app;
        private Browser? _browser;

        public RunningApp App => _app!;

        public Browser Browser => _browser!;

        public async Task InitializeAsync()
        {
            _app = await RunningApp.StartAsync();
            _browser = await Browser.LaunchAsync();
        }

        public async Task DisposeAsync()
        {
            if (_browser is not null) await _browser.DisposeAsync();
            if (_app is not null) await _app.DisposeAsync();
        }
    }

    /// <summary>Retries until accepted: a service that was just killed may answer 503 for a moment.</summary>
    private static Task ScoreAsync(ApiClient api, string leadId, string eventId) => Wait.UntilAsync(
        async () =>
        {
            try
            {
                using var response = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(api.Http, "/api/events", new { eventId, eventType = "demo_request", leadId });
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "the event is accepted", TimeSpan.FromSeconds(15));
}
