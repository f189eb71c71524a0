using LeadScoring.Contracts.Insights;
using Microsoft.Playwright;
using System.Net.Http.Json;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard.Admin;

/// <summary>What happened in all, as somebody reads it.</summary>
[Collection(DashboardTests.Name)]
public sealed class InsightTests(DashboardFixture dashboard)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Figures_are_those_of_the_API_and_the_range_is_in_the_address()
    {
        var lead = await dashboard.LeadAsync("Insight Reader", null, "page_view", "demo_request");
        await dashboard.ScoreAsync(lead, "insight_mystery", Now.AddDays(-20));
        await using var page = await dashboard.OpenAsync("/insights");
        await Expect(Panel(page, "unscored").GetByText("insight_mystery")).ToBeVisibleAsync();
        await Expect(Panel(page, "unscored").GetByRole(AriaRole.Link, new() { Name = "Create rule" }).First).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("^/rules/.+"));
        var types = (await dashboard.Api.Http.GetFromJsonAsync<TypeActivityListResponse>("/api/insights/types"))!.Types;

        await Panel(page, "shares").GetByText("As a table").ClickAsync();
        var row = Panel(page, "shares").GetByRole(AriaRole.Row).Filter(new() { Has = page.Page.Locator("[title=demo_request]") });
        var demo = types.Single(t => t.EventType == "demo_request");
        await Expect(row.GetByRole(AriaRole.Cell).Nth(1)).ToHaveTextAsync(LeadScoring.Web.Shared.Numbers.Of(demo.Events));
        await Expect(row.GetByRole(AriaRole.Cell).Nth(3)).ToHaveTextAsync(LeadScoring.Web.Shared.Numbers.WithSign(demo.Points));

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "7 days", Exact = true }).ClickAsync();
        await page.ExpectPathAsync("/insights?days=7");
        await Expect(Panel(page, "events").GetByRole(AriaRole.Heading)).ToContainTextAsync("in the last 7 days");
        await Expect(Panel(page, "unscored").GetByText("insight_mystery")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Days_are_chosen_by_keyboard_and_a_wrong_order_is_told()
    {
        await dashboard.LeadAsync("Insight Days", null, "page_view");
        await using var page = await dashboard.OpenAsync("/insights");
        await page.Page.GetByText("Other days…").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        var form = page.Page.GetByRole(AriaRole.Form, new() { Name = "Other days" });
        await form.GetByLabel("From").FillAsync("2026-01-20");
        await form.GetByLabel("To").FillAsync("2026-01-10");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(form.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The last day is before the first.");
        await form.GetByLabel("To").FillAsync("2026-01-25");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.ExpectPathAsync("/insights?from=2026-01-20&to=2026-01-25");
        await Expect(Panel(page, "events").GetByRole(AriaRole.Heading)).ToHaveTextAsync("No events in 20 Jan to 25 Jan 2026");
    }

    [Fact]
    public async Task A_column_of_scores_leads_to_its_leads()
    {
        var lead = await dashboard.LeadAsync("Insight Column", null, "purchase");
        await using var page = await dashboard.OpenAsync("/insights");
        await Panel(page, "scores").GetByRole(AriaRole.Link).Last.ClickAsync();
        await Assertions.Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/leads\\?view=open&minScore=\\d+&maxScore=\\d+"));
        await Expect(page.Rows.First).ToBeVisibleAsync();
        Assert.NotNull(lead);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Insights_are_accessible_and_fit_a_phone(ColorScheme theme)
    {
        await dashboard.LeadAsync("Insight Axe", null, "page_view", "insight_mystery");
        await using var page = await dashboard.OpenAsync("/insights", 390, 844, theme);
        await Expect(Panel(page, "hours").Locator(".week")).ToBeVisibleAsync();
        await page.ExpectNoOverflowAsync();
        await page.ExpectAccessibleAsync("insights");
    }

    private static ILocator Panel(DashboardPage page, string id) => page.Page.Locator($"#{id}");
}
