using System.Net.Http.Json;
using System.Text.Json;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard.Admin;

/// <summary>Changing a rule: previewed, explained, reversible. Each test has an event type of its own.</summary>
[Collection(DashboardTests.Name)]
public sealed class RuleTests(DashboardFixture dashboard)
{
    private readonly string _type = $"rule_{Guid.NewGuid():n}"[..16];

    private string Path => $"/rules/{_type}";

    [Fact]
    public async Task Rule_is_changed_without_a_mouse_and_does_what_its_preview_said()
    {
        await PublishAsync(10);
        var (often, once) = (await dashboard.LeadAsync($"Often {_type}", null, _type, _type, _type), await dashboard.LeadAsync($"Once {_type}", null, _type));
        await dashboard.LeadAsync($"Never {_type}", null, "page_view");
        await using var page = await dashboard.OpenAsync($"{Path}?thresholds=100000");
        await Expect(page["preview-says"]).ToContainTextAsync("Nothing to preview");

        await TabToAsync(page, "points");
        await page.Page.Keyboard.PressAsync("Control+a");
        await page.Page.Keyboard.TypeAsync("30");
        await Expect(page["preview-says"]).ToContainTextAsync("No score changes now: each new event counts +30 points. Had it always applied, 2 of");
        await TabToAsync(page, "appliesTo");
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Page.Locator("[name=appliesTo]")).ToHaveValueAsync("all");
        await Expect(page["preview-says"]).ToContainTextAsync("2 of");
        await Expect(page["preview-numbers"]).ToHaveAttributeAsync("data-changed", "2");
        var movers = page["movers"].Locator("li");
        await Expect(movers).ToHaveCountAsync(2);
        await Expect(movers.First).ToHaveAttributeAsync("data-lead-id", often);
        await Expect(movers.First).ToContainTextAsync("+60");
        await Expect(movers.First.Locator("b")).ToHaveTextAsync("90");
        await page.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Page.Locator(".age")).ToContainTextAsync("just now");

        await page.Page.Keyboard.PressAsync("Control+s");
        await Expect(page["confirm-publish"]).ToHaveTextAsync("Publish: rescores 2 leads");
        await Expect(page["publish-dialog"]).ToContainTextAsync("+10 points");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page["rescore"]).ToContainTextAsync("2 changed");
        await Expect(page["versions"].Locator("#v2")).ToContainTextAsync("+10 points +30 points");
        await Expect(page["no-changes"]).ToBeVisibleAsync();
        await Expect(page["undo"]).ToHaveTextAsync("Roll back");
        Assert.Equal((90, 30), (await ScoreAsync(often), await ScoreAsync(once)));
        Assert.Equal(2, (await NewestRescoreAsync()).GetProperty("changed").GetInt32());
    }

    [Fact]
    public async Task Rule_is_rolled_back_after_a_preview_of_it_and_a_second_question_when_many_leads_cross_a_threshold()
    {
        await PublishAsync(10);
        var lead = await dashboard.LeadAsync($"Rolled {_type}", null, _type);
        await PublishAsync(200, appliesTo: "new");
        await dashboard.ScoreAsync(lead, _type);
        Assert.Equal(210, await ScoreAsync(lead));
        await using var page = await dashboard.OpenAsync(Path);
        await page["rollback-v1"].ClickAsync();
        await page.ExpectPathAsync($"{Path}?rollback=1");
        await Expect(page["rollback"]).ToContainTextAsync("is worth +10 points again, instead of +200 points");
        await Expect(page["preview-says"]).ToHaveTextAsync("1 of 1 lead changes; 1 falls below 50, 1 falls below 100.");
        await Expect(page["movers"].Locator("b")).ToHaveTextAsync("20");

        await page["roll-back"].ClickAsync();
        await Expect(page["confirm-publish"]).ToHaveTextAsync("Roll back: rescores 1 lead");
        await page["confirm-publish"].ClickAsync();
        await Expect(page["publish-again"]).ToContainTextAsync("1 of 1 lead (100 %) cross");
        await page["confirm-again"].ClickAsync();

        await Expect(page.Page.GetByText("Rolled back to v1, as v3")).ToBeVisibleAsync();
        await page.ExpectPathAsync(Path);
        await Expect(page["versions"].Locator("#v3")).ToContainTextAsync("+10 points");
        await Wait.UntilAsync(async () => await ScoreAsync(lead) == 20, "the score is what it was");

        // Undoing it is looked at first, too.
        await page["undo"].ClickAsync();
        await page.ExpectPathAsync($"{Path}?rollback=2");
        await Expect(page["preview-says"]).ToContainTextAsync("1 of 1 lead changes");
    }

    [Fact]
    public async Task Two_admins_at_once_see_each_others_version_beside_their_own()
    {
        await PublishAsync(10);
        await using var page = await dashboard.OpenAsync(Path);
        await page.Page.Locator("[name=points]").FillAsync("70");
        await page["publish"].ClickAsync();
        await Expect(page["confirm-publish"]).ToBeVisibleAsync();
        await PublishAsync(80, "new", "Called by Bert");
        await page["confirm-publish"].ClickAsync();

        await Expect(page["conflict"]).ToContainTextAsync("Somebody published v2");
        await Expect(page["conflict"].Locator("tr").Filter(new() { HasText = "Worth" })).ToContainTextAsync("+70 points");
        await Expect(page["conflict"].Locator("tr").Filter(new() { HasText = "Worth" })).ToContainTextAsync("+80 points");
        await Expect(page["conflict"]).ToContainTextAsync("Called by Bert");
        await Expect(page.Page.Locator("[name=points]")).ToHaveValueAsync("70");
        Assert.Equal((2, 80), await CurrentAsync());
        await page.ExpectAccessibleAsync("two admins at once");

        await page["publish-mine"].ClickAsync();
        await page["confirm-publish"].ClickAsync();
        await Expect(page["versions"].Locator("#v3")).ToBeVisibleAsync();
        Assert.Equal((3, 70), await CurrentAsync());
    }

    [Fact]
    public async Task What_somebody_publishes_meanwhile_is_said_and_what_was_typed_stays()
    {
        await PublishAsync(10);
        await using var page = await dashboard.OpenAsync(Path);
        await Expect(page["no-changes"]).ToBeVisibleAsync();
        await PublishAsync(20);
        await Expect(page["published-meanwhile"]).ToContainTextAsync("published v2");
        await Expect(page.Page.Locator("[name=points]")).ToHaveValueAsync("20"); // nothing was typed

        await page.Page.Locator("[name=points]").FillAsync("25");
        await PublishAsync(30);
        await Expect(page["published-meanwhile"]).ToContainTextAsync("published v3");
        await Expect(page.Page.Locator("[name=points]")).ToHaveValueAsync("25");
        await page["compare-theirs"].ClickAsync();
        await page["take-theirs"].ClickAsync();
        await Expect(page["conflict"]).ToHaveCountAsync(0);
        await Expect(page.Page.Locator("[name=points]")).ToHaveValueAsync("30");
        Assert.Equal((3, 30), await CurrentAsync());
    }

    [Fact]
    public async Task Type_without_a_rule_gets_its_first_one_and_old_events_count()
    {
        var lead = await dashboard.LeadAsync($"Unscored {_type}", null, _type, _type);
        await using var page = await dashboard.OpenAsync("/rules?new");
        await Expect(page["new-rule-form"]).ToBeVisibleAsync();
        await page.Page.Locator("[name=eventType]").FillAsync("Not a type");
        await page["continue"].ClickAsync();
        await Expect(page["new-rule-form"]).ToContainTextAsync("Use a–z, 0–9, _ . : - and start with a letter");
        await page.Page.Locator("[name=eventType]").FillAsync(_type);
        await page["continue"].ClickAsync();

        await page.ExpectPathAsync(Path);
        await Expect(page["rule-state"]).ToContainTextAsync("No rule yet");
        await page.Page.Locator("[name=points]").FillAsync("25");
        await page.Page.Locator("[name=description]").FillAsync($"First of {_type}");
        await page.Page.Locator("[name=appliesTo]").SelectOptionAsync("all");
        await Expect(page["publish"]).ToHaveTextAsync("Publish: rescores 1 lead");
        await page["publish"].ClickAsync();
        await page["confirm-publish"].ClickAsync();
        await ConfirmAgainAsync(page);
        await Expect(page["versions"].Locator("#v1")).ToContainTextAsync("+25 points");
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync($"First of {_type}");
        await Wait.UntilAsync(async () => await ScoreAsync(lead) == 50, "old events count");
    }

    [Fact]
    public async Task List_says_what_types_did_and_which_are_worth_nothing()
    {
        var mistyped = $"{_type}x";
        await PublishAsync(10, description: $"Asked {_type}");
        await dashboard.LeadAsync($"Active {_type}", null, _type, _type, mistyped);
        await Wait.UntilAsync(async () => (await dashboard.Api.GetAsync("/api/insights/types?days=30")).GetProperty("types").EnumerateArray()
            .Count(t => t.GetProperty("eventType").GetString() == _type || t.GetProperty("eventType").GetString() == mistyped) == 2, "both types are counted");
        await using var page = await dashboard.OpenAsync("/rules?sort=share");
        var row = page["rules"].Locator($"tr[data-event-type={_type}]");
        await Expect(row).ToContainTextAsync($"Asked {_type}");
        await Expect(row).ToContainTextAsync("+10 points");
        await Expect(row.Locator(".count")).ToHaveTextAsync(["2", "1"]);
        await Expect(row.Locator(".share-value")).ToContainTextAsync("%");
        await Expect(page.Page.Locator("th[aria-sort]")).ToContainTextAsync("Share of points");
        await page.Page.GotoAsync(new Uri(page.Web, $"/rules?filter={_type}").ToString());
        await Expect(page["rules"].Locator("tbody tr")).ToHaveCountAsync(1);
        await page["rule-filter"].FillAsync("");
        await page.ExpectPathAsync("/rules");
        await Expect(row).ToBeVisibleAsync();
        var unscored = page["unscored"].Locator($"tr[data-event-type={mistyped}]");
        await Expect(unscored).ToContainTextAsync($"like Asked {_type}?");
        await page.ExpectAccessibleAsync("rules with activity");
        await unscored.GetByRole(AriaRole.Link, new() { Name = "Create rule" }).ClickAsync();
        await page.ExpectPathAsync($"/rules/{mistyped}");
        await Expect(page["rule-form"]).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Points_that_are_not_valid_are_explained_at_their_field()
    {
        await PublishAsync(10);
        await using var page = await dashboard.OpenAsync(Path);
        var points = page.Page.Locator("[name=points]");
        foreach (var wrong in new[] { "1.5", "1000001", "many", "" })
        {
            await points.FillAsync(wrong);
            await Expect(points).ToHaveAttributeAsync("aria-invalid", "true");
            await Expect(page["rule-form"].Locator(".field-error")).ToContainTextAsync("a whole number from −1,000,000 to 1,000,000");
        }

        await page["publish"].ClickAsync();
        await Expect(points).ToBeFocusedAsync();
        await Expect(page["publish-dialog"]).ToHaveCountAsync(0);
        await points.FillAsync("−5");
        await Expect(points).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page["preview-says"]).ToContainTextAsync("each new event counts −5 points");
    }

    [Fact]
    public async Task Draft_is_kept_over_other_pages_and_a_new_start_until_it_is_discarded()
    {
        await PublishAsync(10);
        await using var page = await dashboard.OpenAsync(Path);
        await page.Page.Locator("[name=points]").FillAsync("77");
        await page.Page.Locator("[name=appliesTo]").SelectOptionAsync("all");
        await Expect(page["discard"]).ToBeVisibleAsync();
        await page.Page.EvaluateAsync("Blazor.navigateTo('/leads')");
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("Leads");
        await page.Page.GoBackAsync();
        await Expect(page.Page.Locator("[name=points]")).ToHaveValueAsync("77");
        await Expect(page.Page.Locator("[name=appliesTo]")).ToHaveValueAsync("all");

        // Somebody else publishes while nobody looks: the draft remembers with which version it began.
        await PublishAsync(20);
        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator("[name=points]")).ToHaveValueAsync("77");
        await Expect(page["published-meanwhile"]).ToContainTextAsync("published v2");
        await page["discard"].ClickAsync();
        await Expect(page.Page.Locator("[name=points]")).ToHaveValueAsync("20");
        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator("[name=points]")).ToHaveValueAsync("20");
        await Expect(page["no-changes"]).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Versions_are_compared_in_the_address()
    {
        await PublishAsync(10, description: "Was this");
        await PublishAsync(20, description: "Is that");
        await PublishAsync(20);
        await using var page = await dashboard.OpenAsync(Path);
        await Expect(page["versions"].Locator("#v2 del").First).ToHaveTextAsync("+10 points");
        await page["compare-v1"].CheckAsync();
        await page.ExpectPathAsync($"{Path}?compare=1");
        await page["compare-v3"].CheckAsync();
        await Assertions.Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("compare=1(,|%2C)3$"));
        await Expect(page["compare"]).ToContainTextAsync("v1 and v3");
        await Expect(page["compare"].Locator("del")).ToHaveTextAsync(["+10 points", "Was this"]);

        await using var link = await dashboard.OpenAsync($"{Path}?compare=2,3");
        await Expect(link["compare"]).ToContainTextAsync("v2 and v3");
        await Expect(link["compare"].Locator("del")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Rules_are_accessible(ColorScheme theme)
    {
        await PublishAsync(10);
        await PublishAsync(20);
        await dashboard.LeadAsync($"Accessible {_type}", null, _type);
        await using var page = await dashboard.OpenAsync($"{Path}?compare=1,2", scheme: theme);
        await Expect(page["compare"]).ToBeVisibleAsync();
        await page.Page.Locator("[name=points]").FillAsync("30");
        await page.Page.Locator("[name=appliesTo]").SelectOptionAsync("all");
        await Expect(page["movers"]).ToBeVisibleAsync();
        await page["distribution"].GetByText("As a table").ClickAsync();
        await page["thresholds"].FillAsync("many");
        await page["thresholds"].PressAsync("Enter");
        await Expect(page.Page.GetByText("Write one to 5 whole numbers")).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("a rule with a draft");
        await page["publish"].ClickAsync();
        await Expect(page["publish-dialog"]).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("the question before publishing");
        await page.Page.GotoAsync(new Uri(page.Web, $"{Path}?rollback=1").ToString());
        await Expect(page["rollback"]).ToBeVisibleAsync();
        await Expect(page["movers"]).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("rolling back");
        await page.Page.GotoAsync(new Uri(page.Web, $"/rules/new_{_type}").ToString());
        await page.Page.Locator("[name=points]").FillAsync("x");
        await Expect(page["rule-form"].Locator(".field-error")).ToBeVisibleAsync();
        await page.ExpectAccessibleAsync("a new rule");
    }

    [Fact]
    public async Task Rules_fit_a_phone()
    {
        await PublishAsync(10, description: new string('W', 40));
        await PublishAsync(-999_999, description: "Short");
        await dashboard.LeadAsync($"{new string('W', 100)} {_type}", null, _type);
        foreach (var path in new[] { "/rules", $"{Path}?compare=1,2", $"{Path}?rollback=1&thresholds=0,1,2,3,1000000", $"/rules/{new string('w', 64)}" })
        {
            await using var page = await dashboard.OpenAsync(path, 390, 844);
            await Expect(page.Page.Locator("h1")).ToBeVisibleAsync();
            if (path != "/rules") await Expect(page["distribution"]).ToBeVisibleAsync();
            await page.ExpectNoOverflowAsync();
        }
    }

    private static async Task TabToAsync(DashboardPage page, string field)
    {
        for (var i = 0; i < 60; i++)
        {
            if (await page.Page.EvaluateAsync<string?>("document.activeElement?.name") == field) return;
            await page.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not come to {field}");
    }

    /// <summary>Whether it is asked depends on how many leads other tests have left.</summary>
    private static async Task ConfirmAgainAsync(DashboardPage page)
    {
        await Expect(page["confirm-again"].Or(page["rescore"]).First).ToBeVisibleAsync();
        if (await page["confirm-again"].CountAsync() > 0) await page["confirm-again"].ClickAsync();
    }

    private async Task PublishAsync(int points, string appliesTo = "all", string? description = null)
    {
        using var answer = await dashboard.Api.Http.PutAsJsonAsync($"/api/rules/{_type}", new { points, appliesTo, description });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<int> ScoreAsync(string lead) => (await dashboard.Api.GetAsync($"/api/leads/{lead}")).GetProperty("currentScore").GetInt32();

    private async Task<(int Version, int Points)> CurrentAsync()
    {
        var rule = await dashboard.Api.GetAsync($"/api/rules/{_type}");
        return (rule.GetProperty("version").GetInt32(), rule.GetProperty("points").GetInt32());
    }

    private async Task<JsonElement> NewestRescoreAsync() => (await dashboard.Api.GetAsync("/api/rescores")).EnumerateArray().First();
}
