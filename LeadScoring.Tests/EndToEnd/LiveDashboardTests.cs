using LeadScoring.Tests.Infrastructure;
using Microsoft.Playwright;

namespace LeadScoring.Tests.EndToEnd;

[Collection(OwnSystem.Name)]
public sealed class LiveDashboardTests
{
    [Fact]
    public async Task A_posted_event_changes_the_number_in_two_open_browsers_without_a_reload()
    {
        await using var app = await RunningApp.StartAsync();
        await using var browser = await Browser.LaunchAsync();
        var web = app.Web;

        var first = await browser.OpenAsync(web);
        await Assertions.Expect(first.GetByText("Your leads will be ranked here")).ToBeVisibleAsync();

        const string hostile = "<script>document.title='owned'</script> ‏مرحبا 🎈";
        var lead = await app.Api.CreateLeadAsync(hostile, "live@example.com");
        await ScoreAsync(app.Api, lead, "e1", "demo_request");
        var second = await browser.OpenAsync(web);
        foreach (var page in new[] { first, second }) await Assertions.Expect(Score(page, lead)).ToHaveTextAsync("50");
        await Assertions.Expect(Row(second, lead).Locator(".name")).ToHaveTextAsync(hostile);
        await Assertions.Expect(second.GetByTestId("connection-state")).ToHaveAttributeAsync("data-state", "live");
        await first.EvaluateAsync("window.stillTheSame = true");

        await ScoreAsync(app.Api, lead, "e2", "purchase");

        foreach (var page in new[] { first, second }) await Assertions.Expect(Score(page, lead)).ToHaveTextAsync("150");
        Assert.True(await first.EvaluateAsync<bool>("window.stillTheSame === true"), "the page was loaded again");
        Assert.DoesNotContain("owned", await second.TitleAsync());
        await SaveAsync(browser, web, "leaderboard");

        using (await app.Api.Http.PutAsJsonAsync($"/api/leads/{lead}", new { name = "Renamed", email = "live@example.com" }))
        {
            foreach (var page in new[] { first, second }) await Assertions.Expect(Row(page, lead).Locator(".name")).ToHaveTextAsync("Renamed", new() { Timeout = 4_000 });
        }

        using (await app.Api.Http.DeleteAsync($"/api/leads/{lead}"))
        {
            foreach (var page in new[] { first, second }) await Assertions.Expect(Row(page, lead)).ToHaveCountAsync(0, new() { Timeout = 4_000 });
        }
    }

    private static ILocator Row(IPage page, string lead) => page.Locator($"[data-testid=lead-row][data-lead-id='{lead}']");

    private static ILocator Score(IPage page, string lead) => Row(page, lead).GetByTestId("lead-score");

    /// <summary>Until accepted: a service that was just killed may answer 503 for a moment.</summary>
    private static Task ScoreAsync(ApiClient api, string leadId, string eventId, string eventType) => Wait.UntilAsync(
        async () =>
        {
            try
            {
                using var response = await api.Http.PostAsJsonAsync("/api/events", new { eventId, eventType, leadId });
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "the event is accepted", TimeSpan.FromSeconds(15));

    /// <summary>Keeps pictures for people to look at when LEADSCORING_SCREENSHOTS names a folder.</summary>
    private static async Task SaveAsync(Browser browser, Uri url, string name)
    {
        if (System.Environment.GetEnvironmentVariable("LEADSCORING_SCREENSHOTS") is not { Length: > 0 } folder) return;
        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                var page = await browser.OpenAsync(url, width, height, scheme);
                await Assertions.Expect(page.GetByTestId("connection-state")).ToHaveAttributeAsync("data-state", "live");
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{scheme}.png") });
                await page.CloseAsync();
            }
        }
    }
}
