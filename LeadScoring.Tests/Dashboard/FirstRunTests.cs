using LeadScoring.Tests.EndToEnd;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard;

[Collection(OwnSystem.Name)]
public sealed class FirstRunTests
{
    [Fact]
    public async Task An_empty_system_loads_demo_data_and_streams_until_it_is_stopped()
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

        await page["load-demo"].ClickAsync();

        await Expect(page.Rows).ToHaveCountAsync(25, new() { Timeout = 60_000 });
        foreach (var window in new[] { page, other }) await Expect(window["demo-chip"]).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.ExpectAccessibleAsync("streaming");
        await Expect(page.Page.Locator("tbody .change.up").First).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await other["demo-chip"].GetByRole(AriaRole.Button).ClickAsync();

        await Expect(other.Page.GetByText("The demo events have stopped.")).ToBeVisibleAsync();
        foreach (var window in new[] { page, other }) await Expect(window["demo-chip"]).ToHaveCountAsync(0, new() { Timeout = 10_000 });
        await Wait.UntilAsync(
            async () =>
            {
                var before = await CountedAsync(app);
                await Task.Delay(2_000);
                return await CountedAsync(app) == before;
            },
            "no event comes any more", TimeSpan.FromSeconds(20));
    }

    private static async Task<long> CountedAsync(RunningApp app) => (await app.Api.GetAsync("/api/queue/stats")).GetProperty("completed").GetInt64();
}
