using System.Text.Json;
using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Tests.EndToEnd;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Playwright;
using StackExchange.Redis;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard.Admin;

/// <summary>The page of the queue: how it is, what failed, and what runs.</summary>
[Collection(DashboardTests.Name)]
public sealed class QueueTests(DashboardFixture dashboard)
{
    [Fact]
    public async Task A_failed_event_is_found_read_and_scored_once_its_lead_exists()
    {
        var lead = await dashboard.LeadAsync("Retried Rita");
        var eventId = $"failed-{Guid.NewGuid():n}";
        await FailAsync(lead, eventId, $"unknown lead {lead}", """{"page":"/pricing","seats":12}""");
        await using var page = await dashboard.OpenAsync("/queue");
        await Group(page, DeadLetterCause.UnknownLead).GetByRole(AriaRole.Link).ClickAsync();
        await Row(page, eventId).GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page["failed-peek"].GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync("Page visited");
        await Expect(page["payload"]).ToContainTextAsync("\"page\": \"/pricing\"");
        await Expect(page["payload"]).ToContainTextAsync("\"seats\": 12");
        Assert.Contains("&event=", page.PathAndQuery, StringComparison.Ordinal);
        await page["peek-retry"].ClickAsync();
        await Expect(page["peek-result"]).ToHaveTextAsync("✓ scored +5");
        await Expect(Row(page, eventId).GetByTestId("result")).ToHaveTextAsync("✓ scored +5");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page["failed-peek"]).ToHaveCountAsync(0);

        Assert.Equal(5, (await dashboard.Api.GetAsync($"/api/leads/{lead}")).GetProperty("currentScore").GetInt64());
    }

    [Fact]
    public async Task Some_are_selected_and_those_that_fail_again_say_so()
    {
        var lead = await dashboard.LeadAsync("Selected Sam");
        var (good, bad) = ($"good-{Guid.NewGuid():n}", $"bad-{Guid.NewGuid():n}");
        await FailAsync(lead, good, "TimeoutException: too slow");
        await FailAsync("no-such-lead", bad, "TimeoutException: too slow");
        await using var page = await dashboard.OpenAsync("/queue?cause=error.TimeoutException");
        await Row(page, good).GetByTestId("select").CheckAsync();
        await Row(page, bad).GetByTestId("select").CheckAsync();
        await Expect(page["retry-selected"]).ToHaveTextAsync("Retry 2");
        await page["retry-selected"].ClickAsync();

        await Expect(Row(page, good).GetByTestId("result")).ToHaveTextAsync("✓ scored +5");
        await Expect(Row(page, bad).GetByTestId("result")).ToHaveTextAsync("✗ failed again: lead does not exist");
        await Expect(page["failed-bulk"]).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_group_is_discarded_with_its_number_in_the_question()
    {
        for (var i = 0; i < 3; i++) await FailAsync("gone", $"full-{Guid.NewGuid():n}", "IOException: No space left on device");
        await using var page = await dashboard.OpenAsync("/queue");
        var group = Group(page, "error.IOException");
        await Expect(group).ToContainTextAsync("Error while scoring: IOException · 3");
        await Expect(page["failed-count"].First).ToBeVisibleAsync(new() { Timeout = 15_000 });

        await group.GetByTestId("discard-group").ClickAsync();
        await Expect(page.Page.Locator(".mud-dialog")).ToContainTextAsync("Discard 3 events for good? They count 0 points and can't be brought back.");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(group).ToBeVisibleAsync();
        await group.GetByTestId("discard-group").ClickAsync();
        await page["confirm"].ClickAsync();
        await Expect(group).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_check_of_all_scores_runs_is_seen_on_other_pages_and_its_end_stays_until_it_is_closed()
    {
        await using var page = await dashboard.OpenAsync("/queue");
        await page["start-replay"].ClickAsync();
        await Expect(page["job"].First).ToContainTextAsync("every score against its events");

        await using var other = await dashboard.OpenAsync("/rules");
        await Expect(page["job-state"].First).ToContainTextAsync("all scores are right", new() { Timeout = 30_000 });
        await Expect(page["start-replay"]).ToHaveTextAsync("Check scores");
    }

    /// <summary>The workers stand still: a rescore of few leads would be over before it is seen.</summary>
    [Fact]
    public async Task A_rescore_is_seen_in_the_bar_and_cancelled_with_its_numbers_in_the_question()
    {
        await dashboard.LeadAsync("Rescored Ron", null, "webinar_watched");
        await PublishAsync("webinar_watched", 7);
        await using var page = await dashboard.OpenAsync("/rules");
        using (dashboard.Freeze("worker"))
        {
            await PublishAsync("webinar_watched", 9);
            await Expect(page["work-chip"]).ToContainTextAsync("Rescoring", new() { Timeout = 15_000 });
            await page["work-chip"].ClickAsync();
            var job = page["job"].Filter(new() { HasText = "webinar_watched" }).First;
            await job.GetByTestId("cancel-job").ClickAsync();
            await Expect(page.Page.Locator(".mud-dialog")).ToContainTextAsync("Cancel the rescore for");
            await Expect(page.Page.Locator(".mud-dialog")).ToContainTextAsync("It has done 0 of ");
            await page["confirm"].ClickAsync();
            await Expect(page["job"].Filter(new() { HasText = "Rescore cancelled" })).ToHaveCountAsync(1);
        }

        Assert.Equal(7, (await dashboard.Api.GetAsync("/api/rules/webinar_watched")).GetProperty("points").GetInt32());
    }

    [Fact]
    public async Task The_end_of_a_rescore_stays_in_the_bar_until_it_is_closed()
    {
        await dashboard.LeadAsync("Watched Walt", null, "podcast_heard");
        await using var page = await dashboard.OpenAsync("/rules");
        using (dashboard.Freeze("worker"))
        {
            await PublishAsync("podcast_heard", 4);
            await Expect(page["work-chip"]).ToContainTextAsync("Rescoring", new() { Timeout = 15_000 });
        }

        await Expect(page["work-chip"]).ToContainTextAsync("1 changed", new() { Timeout = 30_000 });
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Leads" }).First.ClickAsync();
        await Expect(page["work-chip"]).ToContainTextAsync("Rescored");
        await page["close-work"].ClickAsync();
        await Expect(page["work-chip"]).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task History_can_be_read_by_keyboard_and_as_a_table()
    {
        var lead = await dashboard.LeadAsync("Counted Cora");
        for (var i = 0; i < 4; i++) await dashboard.ScoreAsync(lead, "page_view");
        await using var page = await dashboard.OpenAsync("/queue");
        await Expect(page["health"]).ToContainTextAsync("Keeping up:", new() { Timeout = 20_000 });
        await Expect(page["number-latency"]).ToContainTextAsync("s");

        await page["history-plots"].FocusAsync();
        await page.Page.Keyboard.PressAsync("End");
        await Expect(page["history-plots"]).ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex("in · .* out · .* waiting"));
        await Expect(page.Page.Locator("[data-history-text]")).ToContainTextAsync("waiting");
        await page.Page.GetByText("As a table").ClickAsync();
        await Expect(page["history"].Locator("tbody tr")).ToHaveCountAsync(180);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task The_page_is_accessible_and_fits_with_an_event_open_beside_it(ColorScheme scheme, int width)
    {
        var eventId = $"shown-{Guid.NewGuid():n}";
        await FailAsync("a-lead-with-an-id-" + new string('x', 120), eventId, "FormatException: " + new string('y', 300));
        await using var page = await dashboard.OpenAsync("/queue?cause=error.FormatException", width, 844, scheme);
        await Expect(Row(page, eventId)).ToBeVisibleAsync();
        await page.ExpectNoOverflowAsync();
        await page.ExpectAccessibleAsync($"/queue {scheme} {width}");
        await Row(page, eventId).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page["payload"]).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync($"/queue {scheme} {width} with an event");
        await page.ExpectNoOverflowAsync();
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_first_frame_is_where_the_numbers_will_be(int width)
    {
        var page = await dashboard.EmptyAsync(width);
        await page.RouteAsync("**/blazor.web*.js", route => route.AbortAsync());
        await page.GotoAsync(new Uri(dashboard.Web, "/queue").ToString());
        var before = await page.Locator(".first-frame .tile").First.BoundingBoxAsync();
        await page.UnrouteAllAsync();
        var isPhone = width < 768;
        if (isPhone) await page.GetByTestId("more-pages").ClickAsync();
        await page.Locator(isPhone ? ".more-pages a[aria-current]" : "a.rail-link[aria-current]").ClickAsync();
        await Expect(page.GetByTestId("number-waiting")).ToBeVisibleAsync();
        var after = await page.Locator(".frame:not(.first-frame) .tile").First.BoundingBoxAsync();

        Assert.Equal((before!.Y, before.Height), (after!.Y, after.Height));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task While_the_server_is_away_it_is_the_page_that_is_blind()
    {
        await using var page = await dashboard.OpenAsync("/queue");
        await Expect(page["health"]).ToHaveAttributeAsync("data-kind", new System.Text.RegularExpressions.Regex("well|idle|behind"));
        using (dashboard.Freeze("api"))
        {
            await Expect(page["health"]).ToContainTextAsync("This page is blind: the server doesn't answer, the queue may be fine. Numbers are from", new() { Timeout = 20_000 });
            await Expect(page["number-waiting"]).ToBeVisibleAsync();
        }

        await Expect(page["health"]).Not.ToContainTextAsync("is blind", new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task Workers_that_stand_still_are_named()
    {
        var lead = await dashboard.LeadAsync("Stopped Stan");
        await using var page = await dashboard.OpenAsync("/queue");
        using (dashboard.Freeze("worker"))
        {
            using var sent = await dashboard.Api.Http.PostAsJsonAsync("/api/events", new { eventId = $"{Guid.NewGuid():n}", eventType = "page_view", leadId = lead });
            Assert.Equal(202, (int)sent.StatusCode);
            await Expect(page["health"]).ToContainTextAsync("Stopped: no worker has taken anything for", new() { Timeout = 40_000 });
            await Expect(page["health"]).ToContainTextAsync("1 event waits. Last seen: ");
            await Expect(page["partition"].First).ToContainTextAsync("behind");
        }

        await Expect(page["health"]).Not.ToContainTextAsync("Stopped", new() { Timeout = 40_000 });
    }

    private static ILocator Group(DashboardPage page, string cause) => page.Page.Locator($"[data-testid=failed-group][data-cause='{cause}'] .group");

    private static ILocator Row(DashboardPage page, string eventId) => page["failed-row"].Filter(new() { HasText = eventId });

    private async Task PublishAsync(string eventType, int points)
    {
        using var response = await dashboard.Api.Http.PutAsJsonAsync($"/api/rules/{eventType}", new { points, appliesTo = "all" });
        Assert.True(response.IsSuccessStatusCode, response.ToString());
    }

    /// <summary>An event that was given up, as a worker leaves it.</summary>
    private async Task FailAsync(string leadId, string eventId, string reason, string metadata = "{}")
    {
        await using var redis = await dashboard.RedisAsync();
        var payload = JsonSerializer.Serialize(new { eventId, eventType = "page_view", leadId, timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), metadata = JsonSerializer.Deserialize<JsonElement>(metadata), receivedAt = 1, submission = 0 });
        await redis.GetDatabase().StreamAddAsync(
            StreamKeys.Dead(Lane.Live, PartitionHash.Of(leadId, new StreamOptions().Partitions)),
            [new("d", payload), new("eventId", eventId), new("leadId", leadId), new("reason", reason), new("attempts", 5), new("lane", "live"), new("failedAt", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())]);
    }
}
