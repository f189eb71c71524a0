using System.Text;
using LeadScoring.Tests.EndToEnd;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

[Collection(OwnSystem.Name)]
public sealed class FirstRunTests
{
    private const string File =
        "Name;E-Mail;Company;Fair\nJane Doe;jane@example.com;Acme;Hanover\nJohn Doe;john@example.com;Acme;Hanover\nNobody;no address;;Hanover\n";

    [Fact]
    public async Task An_empty_system_loads_sample_data_simulates_activity_until_it_is_stopped_and_is_empty_again()
    {
        await using var app = await RunningApp.StartAsync();
        await using var browser = await Browser.LaunchAsync();
        var web = app.Web;
        await using var page = new DashboardPage(await browser.OpenAsync(web), web);
        await using var other = new DashboardPage(await browser.OpenAsync(new Uri(web, "/leads")), web);
        await Expect(page["first-run"]).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("first run");
        await Expect(other["no-leads"]).ToBeVisibleAsync();
        await other.ExpectAccessibleAsync("no leads");
        await Expect(other.Page.Locator(".button.primary")).ToHaveTextAsync(["Import a file"]);

        await page["load-demo"].ClickAsync();

        await Expect(page["first-fill"]).ToBeVisibleAsync();
        await Expect(other["demo-chip"]).ToContainTextAsync("Loading sample data");
        await Expect(page.Rows).ToHaveCountAsync(25, new() { Timeout = 90_000 });
        Assert.Equal(0, await page.Page.Locator(".entered").CountAsync());
        await Expect(page["waiting"]).ToBeHiddenAsync();
        await Expect(other.Rows.First).ToBeVisibleAsync();
        foreach (var window in new[] { page, other }) await Expect(window["demo-chip"]).ToContainTextAsync("Simulated activity", new() { Timeout = 60_000 });
        await page.ExpectAccessibleAsync("streaming");
        await Expect(page.Page.Locator("tbody .change.up").First).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await other["stop-demo"].ClickAsync();

        await Expect(other.Page.GetByText("Simulated activity has stopped.")).ToBeVisibleAsync();
        foreach (var window in new[] { page, other }) await Expect(window["demo-chip"]).ToHaveCountAsync(0, new() { Timeout = 10_000 });
        await Wait.UntilAsync(
            async () =>
            {
                var before = await CountedAsync(app);
                await Task.Delay(2_000);
                return await CountedAsync(app) == before;
            },
            "no event comes any more", TimeSpan.FromSeconds(20));

        await page["remove-sample"].ClickAsync();
        await Expect(page["confirm-remove"]).ToContainTextAsync("200 sample leads");
        await page.ExpectAccessibleAsync("confirmation");
        await page["confirm-remove"].ClickAsync();

        await Expect(page["first-run"]).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page["sample-chip"]).ToHaveCountAsync(0, new() { Timeout = 10_000 });
        Assert.Equal(0, (await app.Api.GetAsync("/api/leads")).GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task An_empty_system_imports_a_file_which_it_shows_first()
    {
        await using var app = await RunningApp.StartAsync();
        await using var browser = await Browser.LaunchAsync();
        await using var page = new DashboardPage(await browser.OpenAsync(app.Web), app.Web);
        await page["import"].ClickAsync();
        await page.ExpectPathAsync("/imports");
        await Expect(page["no-imports"]).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("no imports yet");

        await ChooseAsync(page.Page, "empty.csv", "");
        await Expect(page["import-problem"]).ToContainTextAsync("This file is empty.");

        await ChooseAsync(page.Page, "fair.csv", File);
        await Expect(page["import-columns"]).ToContainTextAsync("jane@example.com");
        await Expect(page["import-line"]).ToContainTextAsync("2 of 3 rows readable");
        await Expect(page["import-columns"].Locator(".why")).ToHaveTextAsync(["Must be an e-mail address such as jane@example.com."]);
        await Expect(page["import-problem"]).ToHaveCountAsync(0);
        await page.ExpectAccessibleAsync("review");
        await page["import-kind"].SelectOptionAsync("events");
        await Expect(page["send-import"]).ToHaveTextAsync("Choose the column with the event type");
        await Expect(page["send-import"]).ToBeDisabledAsync();
        await page["import-kind"].SelectOptionAsync("leads");
        await Expect(page["send-import"]).ToHaveTextAsync("Import 2 rows");
        await page["send-import"].ClickAsync();

        await Expect(page["import-result"]).ToContainTextAsync("2 leads created, 1 rejected.", new() { Timeout = 30_000 });
        await page.ExpectAccessibleAsync("result");
        var rejects = await page.Page.RunAndWaitForDownloadAsync(() => page["import-rejects"].ClickAsync());
        Assert.Contains("no address", await System.IO.File.ReadAllTextAsync(await rejects.PathAsync()), StringComparison.Ordinal);
        await page["see-leads"].ClickAsync();
        await Expect(page.Rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_file_that_is_none_is_refused_with_the_reason_and_so_is_one_that_the_api_does_not_answer_for()
    {
        await using var app = await RunningApp.StartAsync();
        await using var browser = await Browser.LaunchAsync();
        var page = await browser.OpenAsync(app.Web); // not a DashboardPage: the browser logs a refusal as an error
        await page.GetByTestId("import").ClickAsync();

        await ChooseAsync(page, "picture.csv", "\u0089PNG\u0000\u0001\u0002\u0003");
        await Expect(page.GetByTestId("import-problem")).ToContainTextAsync("This file can't be imported.");
        await page.RouteAsync("**/import/inspect*", route => route.AbortAsync());
        await ChooseAsync(page, "fair.csv", File);

        await Expect(page.GetByTestId("import-problem")).ToContainTextAsync("The connection was cut");
    }

    [Fact]
    public async Task The_import_fits_a_phone_and_a_cancelled_one_can_be_sent_again()
    {
        await using var app = await RunningApp.StartAsync();
        await using var browser = await Browser.LaunchAsync();
        var phone = await browser.OpenAsync(app.Web, 390, 844, ColorScheme.Dark);
        await using var page = new DashboardPage(phone, app.Web);
        var release = new TaskCompletionSource();
        await phone.RouteAsync("**/import/leads", async route =>
        {
            await release.Task.WaitAsync(Wait.Limit);
            await route.ContinueAsync();
        });
        await page["import"].ClickAsync();
        await ChooseAsync(phone, "fair.csv", File);
        await Expect(page["send-import"]).ToBeVisibleAsync();
        await page.ExpectNoOverflowAsync();
        await page.ExpectAccessibleAsync("review on a phone, dark");

        await page["send-import"].ClickAsync();
        await page["cancel-import"].ClickAsync();
        await Expect(page["import-problem"]).ToContainTextAsync("Cancelled.");
        release.SetResult();
        await phone.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        await page["send-import"].ClickAsync();

        await Expect(page["import-result"]).ToContainTextAsync("2 leads created, 1 rejected.", new() { Timeout = 30_000 });
        await page.ExpectNoOverflowAsync();
    }

    private static Task ChooseAsync(IPage page, string name, string content) =>
        page.GetByTestId("import-file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.Latin1.GetBytes(content) });

    private static async Task<long> CountedAsync(RunningApp app) => (await app.Api.GetAsync("/api/queue/stats")).GetProperty("completed").GetInt64();
}
