using System.Globalization;
using System.Text;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Playwright;
using static LeadScoring.Tests.Dashboard.DashboardPage;

namespace LeadScoring.Tests.Dashboard.Admin;

/// <summary>Imports: a file is chosen, looked at, read in another way, sent, left alone and found again.</summary>
[Collection(DashboardTests.Name)]
public sealed class ImportTests(DashboardFixture dashboard)
{
    private const int ManyRows = 50_000;

    [Fact]
    public async Task Import_of_a_dropped_file_goes_on_while_other_pages_are_looked_at()
    {
        var tag = Tag();
        var lead = await dashboard.LeadAsync($"{tag} Many", $"{tag}@many.example");
        await using var page = await dashboard.OpenAsync("/imports");
        await Expect(page["import-drop"]).ToBeVisibleAsync();

        // The times are in a column that no alias knows; every hundredth row has none that can be read.
        await page.Page.EvaluateAsync(
            """
            ({ name, email, rows }) => {
              const start = Date.UTC(2026, 0, 1);
              const lines = ['what,whom,moment,page'];
              for (let i = 0; i < rows; i++) lines.push(`page_view,${email},${i % 100 === 99 ? 'yesterday' : new Date(start + i * 60000).toISOString()},/p${i}`);
              const data = new DataTransfer();
              data.items.add(new File([lines.join('\n') + '\n'], name, { type: 'text/csv' }));
              for (const type of ['dragover', 'drop']) document.querySelector('main').dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """,
            new { name = $"{tag}.csv", email = $"{tag}@many.example", rows = ManyRows });
        await Expect(page["import-review"]).ToContainTextAsync($"{tag}.csv");
        await Expect(page["send-import"]).ToBeDisabledAsync();
        await Column(page, "whom").SelectOptionAsync("email");
        await page["import-kind"].SelectOptionAsync("events");
        await Expect(page["send-import"]).ToHaveTextAsync("Choose the column with the event type");
        await Column(page, "what").SelectOptionAsync("eventType");
        await Column(page, "moment").SelectOptionAsync("timestamp");
        await Expect(page["send-import"]).ToHaveTextAsync("Import this file");
        await Expect(page["import-line"]).ToContainTextAsync("readable in the part that was looked at");
        await page["send-import"].ClickAsync();

        await Expect(page["import-state"]).ToBeVisibleAsync();
        await Expect(page["import-progress"]).ToBeVisibleAsync();
        await Expect(page["import-counters"]).ToContainTextAsync("Counted");
        var address = page.PathAndQuery;
        Assert.Matches("^/imports/[0-9a-f]{32}$", address);
        await page.Page.Keyboard.PressAsync("g");
        await page.Page.Keyboard.PressAsync("l");
        await page.ExpectPathAsync("/leads");
        await Expect(page.Rows.First).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("g");
        await page.Page.Keyboard.PressAsync("i");
        await Expect(page["import-row"].First).ToContainTextAsync($"{tag}.csv");
        await page["import-row"].First.Locator("a").ClickAsync();
        await page.ExpectPathAsync(address);

        await Expect(page["import-result"]).ToContainTextAsync("49,500 counted, 500 rejected.", new() { Timeout = 120_000 });
        await Expect(page["import-rejected"].Locator("tbody tr")).ToHaveCountAsync(20);
        await Expect(page["import-rejected"].Locator("tbody tr").First).ToContainTextAsync("Time: must be an ISO 8601 time");
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page["import-rejects"].ClickAsync());
        Assert.Equal(501, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);
        Assert.Equal(49_500, (await dashboard.Api.GetAsync($"/api/leads/{lead}")).GetProperty("eventCount").GetInt64());
    }

    [Fact]
    public async Task The_table_is_the_mapping_which_is_kept_for_files_with_the_same_columns()
    {
        var tag = Tag();
        await using var page = await dashboard.OpenAsync("/imports");
        await ChooseAsync(page.Page, $"{tag} june.csv", $"Wer;Wohin;Firma {tag};Notiz\nAda;ada@{tag}.example;Acme;x\nBob;;Globex;y\n");
        await Expect(page["import-kind"]).ToHaveValueAsync("leads");
        await Expect(page["import-delimiter"]).ToHaveValueAsync(";");
        await Expect(page["send-import"]).ToHaveTextAsync("Choose the column with the e-mail");
        await Expect(page["send-import"]).ToBeDisabledAsync();

        await Column(page, "Wohin").SelectOptionAsync("email");
        await Expect(page["send-import"]).ToHaveTextAsync("Import 1 row");
        await Expect(page["import-line"]).ToContainTextAsync("1 of 2 rows readable");
        await Expect(page["import-columns"].Locator(".why")).ToHaveTextAsync(["Missing"]);
        await Column(page, "Wer").SelectOptionAsync("name");
        await Column(page, "Notiz").SelectOptionAsync("");
        await Expect(page["import-columns"].Locator("td.ignored")).ToHaveCountAsync(2);
        await Expect(page["send-import"]).ToBeEnabledAsync();

        // Another page, and back: the file and what was chosen are still there.
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.EvaluateAsync("Blazor.navigateTo('/rules')");
        await page.ExpectPathAsync("/rules");
        await page.Page.EvaluateAsync("Blazor.navigateTo('/imports')");
        await Expect(page["import-review"]).ToContainTextAsync($"{tag} june.csv");
        await Expect(Column(page, "Notiz")).ToHaveValueAsync("");
        await Expect(Column(page, "Wer")).ToHaveValueAsync("name");
        await page["send-import"].ClickAsync();
        await Expect(page["import-result"]).ToContainTextAsync("1 lead created, 1 rejected.");

        await page.Page.EvaluateAsync("Blazor.navigateTo('/imports')");
        await ChooseAsync(page.Page, $"{tag} july.csv", $"Wer;Wohin;Firma {tag};Notiz\nEve;eve@{tag}.example;Acme;z\n");
        await Expect(page["import-remembered"]).ToContainTextAsync($"Same columns as {tag} june.csv: your mapping is used");
        await Expect(Column(page, "Wohin")).ToHaveValueAsync("email");
        await Expect(page["send-import"]).ToHaveTextAsync("Import 1 row");
        await page["import-remembered"].GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Column(page, "Wohin")).ToHaveValueAsync("metadata.*");
        await Expect(page["import-remembered"]).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Events_say_what_is_not_known_before_they_are_sent()
    {
        var tag = Tag();
        await using var page = await dashboard.OpenAsync("/imports");
        await ChooseAsync(page.Page, $"{tag}.csv", $"event type,email,time\nodd_{tag},a@{tag}.example,2026-01-05 08:30\npage_view,b@{tag}.example,2026-01-05 08:31\npage_view,b@{tag}.example,2026-01-05 08:32\n");
        await Expect(page["import-line"]).ToContainTextAsync($"All 3 rows readable · 1 type without a rule: odd_{tag} · 2 leads not known yet");
        await Expect(page["import-line"].GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", $"/rules/odd_{tag}");
        await Expect(page["import-review"]).ToContainTextAsync("5 Jan 08:30:00");
        await page["create-leads"].UncheckAsync();
        await Expect(page["import-review"]).ToContainTextAsync("Without it 3 rows are rejected.");
        await page["create-leads"].CheckAsync();
        await page["send-import"].ClickAsync();
        await Expect(page["import-result"]).ToContainTextAsync("3 counted. 2 leads created.", new() { Timeout = 30_000 });
        await page["see-leads"].ClickAsync();
        await page.ExpectPathAsync("/leads?sort=-lastEventAt");
    }

    [Fact]
    public async Task A_file_that_is_refused_says_what_to_do_where_it_was_dropped()
    {
        var window = await dashboard.EmptyAsync(); // the browser logs a refusal as an error
        await window.GotoAsync(new Uri(dashboard.Web, "/imports").ToString());
        await ChooseAsync(window, "picture.csv", "\u0089PNG\u0000\u0001");
        await Expect(window.GetByTestId("import-problem")).ToContainTextAsync("This file can't be imported.");
        await Expect(window.GetByTestId("import-drop")).ToBeVisibleAsync();
        await ChooseAsync(window, "empty.csv", "");
        await Expect(window.GetByTestId("import-problem")).ToContainTextAsync("This file is empty.");
        await ChooseAsync(window, "good.csv", "name,email\nAda,ada@good.example\n");
        await Expect(window.GetByTestId("send-import")).ToHaveTextAsync("Import 1 row");
        await Expect(window.GetByTestId("import-problem")).ToHaveCountAsync(0);
        await window.GetByTestId("forget-import").ClickAsync();
        await Expect(window.GetByTestId("import-drop")).ToBeVisibleAsync();
        await window.Context.CloseAsync();
    }

    [Fact]
    public async Task A_file_that_is_being_sent_is_found_again_and_closing_the_tab_asks()
    {
        var tag = Tag();
        await using var page = await dashboard.OpenAsync("/imports");
        var release = new TaskCompletionSource();
        await page.Page.RouteAsync("**/import/leads", async route =>
        {
            await release.Task.WaitAsync(Wait.Limit);
            await route.ContinueAsync();
        });
        await ChooseAsync(page.Page, $"{tag}.csv", $"name,email\nAda,ada@{tag}.example\n");
        await page["send-import"].ClickAsync();
        await Expect(page["import-sending"]).ToContainTextAsync($"Sending {tag}.csv");
        await page.Page.EvaluateAsync("Blazor.navigateTo('/rules')");
        await page.ExpectPathAsync("/rules");
        await page.Page.EvaluateAsync("Blazor.navigateTo('/imports')");
        await Expect(page["import-sending"]).ToContainTextAsync($"Sending {tag}.csv");
        await page.ExpectAccessibleAsync("sending");

        Assert.True(await AsksAsync(page), "the tab closes without a question");
        release.SetResult();
        await Expect(page["import-row"].First).ToContainTextAsync($"{tag}.csv");
        await Expect(page["import-row"].First).ToContainTextAsync("Done");
        await Expect(page["import-drop"]).ToBeVisibleAsync();
        Assert.False(await AsksAsync(page), "the tab asks although nothing is being sent");
    }

    [Fact]
    public async Task Templates_can_be_downloaded_and_imported()
    {
        await using var page = await dashboard.OpenAsync("/imports");
        foreach (var kind in new[] { "leads", "events" })
        {
            var download = await page.Page.RunAndWaitForDownloadAsync(() => page[$"template-{kind}"].ClickAsync());
            Assert.Equal($"{kind}.csv", download.SuggestedFilename);
            await ChooseAsync(page.Page, download.SuggestedFilename, await File.ReadAllTextAsync(await download.PathAsync()));
            await Expect(page["import-kind"]).ToHaveValueAsync(kind);
            await Expect(page["import-line"]).ToContainTextAsync("All 2 rows readable");
            await page["forget-import"].ClickAsync();
        }
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Imports_are_accessible_and_fit_hostile_names_and_many_columns(int width, ColorScheme theme)
    {
        var tag = Tag();
        await using var page = await dashboard.OpenAsync("/imports", width, 900, theme);
        var name = $"{tag} " + new string('W', 150) + " مرحبا <b>.csv";
        var header = "name,email,status," + string.Join(',', Enumerable.Range(0, 197).Select(i => string.Create(CultureInfo.InvariantCulture, $"column number {i} with a long name")));
        await ChooseAsync(page.Page, name, $"{header}\nاسم طويل جدا,rtl@{tag}.example,new,{new string('x', 300)}\n\"Dr. {new string('M', 120)}\",no address,sleeping\nToo,many@{tag}.example,new{new string(',', 250)}x\n");
        await Expect(page["import-line"]).ToContainTextAsync("1 of 3 rows readable");
        await Expect(page["import-columns"].Locator("thead select")).ToHaveCountAsync(200);
        await page.ExpectNoOverflowAsync();
        await page.ExpectAccessibleAsync("review");
        await page["send-import"].ClickAsync();
        await Expect(page["import-result"]).ToContainTextAsync("1 lead created, 2 rejected.");
        await page.ExpectNoOverflowAsync();
        await page.ExpectAccessibleAsync("result");
        await page.Page.GotoAsync(new Uri(page.Web, "/imports").ToString());
        await Expect(page["import-row"].First).ToBeVisibleAsync();
        await page.ExpectNoOverflowAsync();
        await page.ExpectAccessibleAsync("history");
    }

    [Fact]
    public async Task An_import_that_is_not_known_says_so()
    {
        await using var page = await dashboard.OpenAsync("/imports/nothing");
        await Expect(page["no-import"]).ToContainTextAsync("not known (any more)");
        await page.ExpectAccessibleAsync("no import");
    }

    private static ILocator Column(DashboardPage page, string name) => page["import-columns"].Locator("th", new() { Has = page.Page.GetByTitle(name, new() { Exact = true }) }).Locator("select");

    private static Task<bool> AsksAsync(DashboardPage page) => page.Page.EvaluateAsync<bool>("!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))");

    private static string Tag() => $"imp{Guid.NewGuid():n}"[..11];

    private static Task ChooseAsync(IPage page, string name, string content) =>
        page.GetByTestId("import-file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = content.StartsWith('\u0089') ? Encoding.Latin1.GetBytes(content) : Encoding.UTF8.GetBytes(content) });
}
