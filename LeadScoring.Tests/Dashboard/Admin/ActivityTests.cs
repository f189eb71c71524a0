using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard.Admin;

/// <summary>The feed as a list.</summary>
[Collection(DashboardTests.Name)]
public sealed class ActivityTests(DashboardFixture dashboard)
{
    [Fact]
    public async Task An_event_appears_with_its_lead_and_its_change()
    {
        var tag = Tag();
        var lead = await dashboard.LeadAsync($"{tag} Ada", null, "page_view");
        await using var page = await dashboard.OpenAsync("/");
        await page.Page.Keyboard.PressAsync("g");
        await page.Page.Keyboard.PressAsync("a");
        await page.ExpectPathAsync("/activity");
        await Expect(Row(page, lead).First).ToContainTextAsync($"{tag} Ada"); // what was before

        await dashboard.ScoreAsync(lead, "demo_request");

        await Expect(page["activity-row"].First).ToContainTextAsync($"{tag} Ada");
        await Expect(page["activity-row"].First.Locator(".change")).ToHaveTextAsync("+50");
        await Expect(page["activity-row"].First.Locator(".scores")).ToHaveTextAsync("5 → 55");
        await Expect(page["activity-row"].First.Locator(".what span").First).ToHaveAttributeAsync("title", "demo_request");
        await dashboard.ScoreAsync(lead, "page_view", TimeProvider.System.GetUtcNow().AddDays(-3));
        await Expect(page["activity-row"].First).ToContainTextAsync("late by 3 days");
        await page["activity-row"].First.Locator("a").ClickAsync();
        await page.ExpectPathAsync($"/leads/{lead}");
    }

    [Fact]
    public async Task Filters_are_in_the_address()
    {
        var tag = Tag();
        var lead = await dashboard.LeadAsync($"{tag}-bob", null, "page_view", "demo_request");
        await dashboard.LeadAsync($"{tag} Eve", null, "page_view");
        await using var page = await dashboard.OpenAsync("/activity");
        await page["activity-lead"].FillAsync($"{tag}-bob");
        await Expect(page["activity-row"]).ToHaveCountAsync(3); // created, and two events
        await page["activity-change"].SelectOptionAsync("50");
        await Expect(page["activity-row"]).ToHaveCountAsync(1);
        await page.ExpectPathAsync($"/activity?lead={tag}-bob&change=50");
        await page.Page.ReloadAsync();
        await Expect(page["activity-row"]).ToHaveCountAsync(1);
        await page["activity-type"].SelectOptionAsync("page_view");
        await Expect(page["no-activity"]).ToContainTextAsync("Nothing like this");
        await page.ExpectAccessibleAsync("nothing fits");
        await page["activity-change"].SelectOptionAsync("0");
        await Expect(page["activity-row"]).ToHaveCountAsync(1);
        await dashboard.ScoreAsync(lead, "page_view");
        await Expect(page["activity-row"]).ToHaveCountAsync(2);
        await page["clear-activity"].ClickAsync();
        await page.ExpectPathAsync("/activity");
        await Expect(page["activity-row"].Filter(new() { HasText = $"{tag} Eve" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_pause_lets_changes_wait_and_many_are_bounded()
    {
        var tag = Tag();
        var lead = await dashboard.LeadAsync($"{tag} Many", null, "page_view");
        await using var page = await dashboard.OpenAsync($"/activity?lead={tag}");
        await Expect(page["activity-row"]).ToHaveCountAsync(2);
        await page.Page.Keyboard.PressAsync("p");
        await Expect(page["connection-state"]).ToHaveAttributeAsync("data-state", "paused");
        for (var i = 0; i < 3; i++) await dashboard.ScoreAsync(lead, "page_view");
        await Expect(page["activity-newer"]).ToHaveTextAsync("3 newer · show");
        await Expect(page["activity-row"]).ToHaveCountAsync(2);
        await page["activity-newer"].ClickAsync();
        await Expect(page["activity-row"]).ToHaveCountAsync(5);
        await Expect(page["pause"]).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Page.Keyboard.PressAsync("p");

        // Under the pointer nothing moves.
        await page["activity-row"].First.HoverAsync();
        await page.Page.Mouse.MoveAsync(600, 300, new() { Steps = 4 });
        await dashboard.ScoreAsync(lead, "demo_request");
        await Expect(page["activity-newer"]).ToHaveTextAsync("1 newer · show");
        await page.Page.Mouse.MoveAsync(600, 20);
        await Expect(page["activity-row"].First.Locator(".change")).ToHaveTextAsync("+50");

        await page.Page.GotoAsync(new Uri(page.Web, "/activity").ToString());
        await Expect(page["activity-row"].First).ToBeVisibleAsync();
        await Task.WhenAll(Enumerable.Range(0, 230).Select(_ => dashboard.ScoreAsync(lead, "page_view")));
        await Expect(page["activity-row"]).Not.ToHaveCountAsync(0);
        Assert.InRange(await page["activity-row"].CountAsync(), 1, 200);
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Activity_is_accessible_and_fits_hostile_names(int width, ColorScheme theme)
    {
        var lead = await dashboard.LeadAsync($"{Tag()} <b>{new string('M', 120)}</b> مرحبا", null, "page_view");
        await using var page = await dashboard.OpenAsync("/activity", width, 900, theme);
        await Expect(Row(page, lead).First).ToContainTextAsync("MMMM");
        await page.ExpectNoOverflowAsync();
        await page.ExpectAccessibleAsync("activity");
    }

    private static ILocator Row(DashboardPage page, string lead) => page.Page.Locator($"[data-testid=activity-row][data-lead-id='{lead}']");

    private static string Tag() => $"act{Guid.NewGuid():n}"[..11];
}
