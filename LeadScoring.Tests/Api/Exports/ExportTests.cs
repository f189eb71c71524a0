using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Rules;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using System.Text;

namespace LeadScoring.Tests.Api.Exports;

[Trait("Category", StoreUnderTest.Any)]
public sealed class ExportTests : IAsyncLifetime
{
    private const string LeadHeader = "Name,Email,Company,Score,Status,Created,Lead ID,Rank,Events,Last Event,Updated,Metadata";
    private const string EventHeader = "Event ID,Event Type,Timestamp,Processed,Metadata,Points,Change,Previous Score,Score,Rule Version,Late,Unscored,Email";

    private readonly ManualTime _time = new();
    private ApiHost _api = null!;

    private ILeadStore Leads => _api.Services.GetRequiredService<ILeadStore>();

    private IEventStore Events => _api.Services.GetRequiredService<IEventStore>();

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_export_of_leads_has_its_columns_and_a_file_name()
    {
        using var response = await _api.Http.GetAsync("/api/export/leads");
        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment; filename=leads-2027-01-15.csv", response.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal(LeadHeader + "\r\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_field_of_a_lead_can_be_read_back()
    {
        const string metadata = "{\"a\": \"x, \\\"y\\\"\",\n \"b\":\r[1]}";
        var id = await LeadAsync("Zoë \"Q\" O'Brien, jr.", "zoe@example.com", "Line one\nline two\r\n\"three\", 株式会社 🚀 ", LeadStatus.Qualified, metadata);
        var other = await LeadAsync("Plain", "plain@example.com", null, LeadStatus.New, null);
        await Events.CommitAsync([Given.Event(id, "e1", "purchase", 1_700_000_000_123)], default);
        _time.Advance(1_500);
        await Leads.UpdateAsync(other, new("Plainer", "plain@example.com", "", LeadStatus.Lost, null), default);

        var text = (await _api.GetAsync("/api/export/leads")).Text;
        Assert.StartsWith("\"Zoë \"\"Q\"\" O'Brien, jr.\",zoe@example.com,\"Line one\nline two\r\n\"\"three\"\", 株式会社 🚀 \",100,qualified,2027-01-15T08:00:00.000Z,", text[(LeadHeader.Length + 2)..], StringComparison.Ordinal);
        var (header, rows) = Csv.Read(text);
        Assert.Equal(LeadHeader, header);
        Assert.Equal(
            ["Zoë \"Q\" O'Brien, jr.", "zoe@example.com", "Line one\nline two\r\n\"three\", 株式会社 🚀 ", "100", "qualified", "2027-01-15T08:00:00.000Z", id, "1", "1", "2023-11-14T22:13:20.123Z", "2027-01-15T08:00:00.000Z", metadata],
            rows[0].Values);
        Assert.Equal(
            ["Plainer", "plain@example.com", "", "0", "lost", "2027-01-15T08:00:00.000Z", other, "2", "0", "", "2027-01-15T08:00:01.500Z", ""], rows[1].Values);
        Assert.Equal(2, rows.Count);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\r\nb")]
    [InlineData("a,b")]
    [InlineData("\"")]
    [InlineData(" a ")]
    public async Task A_cell_that_would_break_its_row_is_quoted(string name)
    {
        await LeadAsync(name, "a@example.com", null, LeadStatus.New, null);
        var text = (await _api.GetAsync("/api/export/leads")).Text;
        Assert.Equal($"{LeadHeader}\r\n\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\",a@example.com,,0,", text[..text.IndexOf("new", StringComparison.Ordinal)]);
    }

    [Theory]
    [InlineData("=1+1", true)]
    [InlineData("+1", true)]
    [InlineData("-1", true)]
    [InlineData("@x", true)]
    [InlineData("\t=1", true)]
    [InlineData("\r=1", true)]
    [InlineData("\n=1", true)]
    [InlineData("＝1+1", true)]
    [InlineData("＋1", true)]
    [InlineData("－1", true)]
    [InlineData("＠x", true)]
    [InlineData("=HYPERLINK(\"http://x\",\"a\")", true)]
    [InlineData("1=1", false)]
    [InlineData("a-b@c", false)]
    [InlineData("'quoted", false)]
    [InlineData("{\"a\":1}", false)]
    public async Task A_cell_that_a_spreadsheet_would_run_as_a_formula_gets_an_apostrophe(string text, bool defused)
    {
        await LeadAsync(text, "+a@example.com", text, LeadStatus.New, null);
        var row = Assert.Single(Csv.Read((await _api.GetAsync("/api/export/leads")).Text).Rows);
        var expected = defused ? "'" + text : text;
        Assert.Equal((expected, "'+a@example.com", expected), (row["Name"], row["Email"], row["Company"]));
    }

    [Fact]
    public async Task A_negative_score_stays_a_number()
    {
        var rules = _api.Services.GetRequiredService<IRuleStore>();
        await rules.EnsureBoundsAsync(new(-1_000, 1_000), default);
        await rules.PublishAsync(new("unsubscribe", -5, true, "", true, null), default);
        var id = await LeadAsync("Ada", "ada@example.com", null, LeadStatus.New, null);
        await Events.CommitAsync([Given.Event(id, "e1", "unsubscribe", 1_700_000_000_000)], default);
        Assert.Equal("-5", Assert.Single(Csv.Read((await _api.GetAsync("/api/export/leads")).Text).Rows)["Score"]);
        var line = Assert.Single(Csv.Read((await _api.GetAsync($"/api/export/events/{id}")).Text).Rows);
        Assert.Equal(("-5", "-5", "0", "-5"), (line["Points"], line["Change"], line["Previous Score"], line["Score"]));
    }

    [Fact]
    public async Task The_export_of_leads_has_the_filters_and_the_order_of_the_list()
    {
        string[] types = ["page_view", "purchase", "demo_request"];
        for (var i = 0; i < 60; i++)
        {
            _time.Advance(i % 3);
            var id = await LeadAsync($"{(char)('z' - (i % 26))} {i}", $"n{i}@example.com", i % 2 == 0 ? "Ünïon" : null, (LeadStatus)(i % 5), null);
            if (i % 4 > 0) await Events.CommitAsync([Given.Event(id, $"e{i}", types[i % 3], 1_700_000_000_000 + (i % 7))], default);
        }

        foreach (var sort in new[] { "", "-score", "name", "-lastEventAt", "-createdAt" })
        {
            foreach (var filter in new[] { "", "search=union", "minScore=1", "maxScore=50", "minScore=5&maxScore=60", "status=lost", "search=n1&status=new&minScore=0", "search=nobody" })
            {
                var query = $"?{filter}&sort={sort}";
                var listed = (await _api.GetAsync($"/api/leads{query}&limit=200")).Expect(200).GetProperty("leads").EnumerateArray();
                var expected = listed.Select(l => (l.GetProperty("id").GetString(), l.GetProperty("currentScore").GetInt64(), l.GetProperty("rank").GetInt64()));
                var rows = Csv.Read((await _api.GetAsync("/api/export/leads" + query)).Text).Rows;
                Assert.Equal(expected, rows.Select(r => ((string?)r["Lead ID"], long.Parse(r["Score"]), long.Parse(r["Rank"]))));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("?search=example")]
    [InlineData("?minScore=0&sort=name")]
    public async Task The_export_has_every_lead_once_also_beyond_what_can_be_paged_through(string query)
    {
        const int count = LeadQuery.MaxDepth + 2_345;
        await using var file = new SqliteFixture();
        await file.Open().Info.PingAsync(default);
        var ids = new List<string>();
        using (var session = SqlSession.Open(file.Path, 8 * 1024, TimeSpan.FromSeconds(5)))
        {
            session.TryBeginImmediate();
            for (var i = 0; i < count; i++)
            {
                ids.Add(session.Profiles.Add(new($"n{i}", $"e{i}@example.com", null, LeadStatus.New, null), 0, 1_700_000_000_000 + i).Id);
            }

            session.Execute("COMMIT");
        }

        await using var api = await ApiHost.StartAsync(file.Path);
        var exported = Csv.Read((await api.GetAsync("/api/export/leads" + query)).Text).Rows.ConvertAll(r => r["Lead ID"]);
        Assert.Equal(ids, exported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_deleted_lead_is_left_out()
    {
        var (gone, stays) = (await _api.LeadAsync("gone@example.com"), await _api.LeadAsync("stays@example.com"));
        await _api.DeleteAsync($"/api/leads/{gone}");
        foreach (var query in new[] { "", "?search=example" })
        {
            Assert.Equal([stays], Csv.Read((await _api.GetAsync("/api/export/leads" + query)).Text).Rows.Select(r => r["Lead ID"]));
        }

        (await _api.GetAsync($"/api/export/events/{gone}")).ExpectProblem(404, "leadId");
    }

    [Fact]
    public async Task Events_are_the_ledger_oldest_first_with_their_metadata()
    {
        var id = await _api.LeadAsync();
        (await _api.PostAsync("/api/events", $$$"""{"eventId":"e2","eventType":"purchase","leadId":"{{{id}}}","timestamp":"2023-11-14T22:13:30Z","metadata":{"note":"a \"b\", c"}}""")).Expect(202);
        (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "page_view", leadId = id, timestamp = "2023-11-14T22:13:20.123Z" })).Expect(202);
        (await _api.PostAsync("/api/events", new { eventId = "e3", eventType = "unheard_of", leadId = id, timestamp = "2023-11-14T22:13:40Z" })).Expect(202);

        using var response = await _api.Http.GetAsync($"/api/export/events/{id}");
        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal($"attachment; filename=events-{id}-2027-01-15.csv", response.Content.Headers.ContentDisposition!.ToString());
        var (header, rows) = Csv.Read((await _api.GetAsync($"/api/export/events/{id}")).Text);
        Assert.Equal(EventHeader, header);
        const string processed = "2027-01-15T08:00:00.000Z";
        Assert.Equal(["e1", "page_view", "2023-11-14T22:13:20.123Z", processed, "", "5", "5", "0", "5", "1", "true", "false", "john@example.com"], rows[0].Values);
        Assert.Equal(["e2", "purchase", "2023-11-14T22:13:30.000Z", processed, "{\"note\":\"a \\\"b\\\", c\"}", "100", "100", "5", "105", "1", "false", "false", "john@example.com"], rows[1].Values);
        Assert.Equal(["e3", "unheard_of", "2023-11-14T22:13:40.000Z", processed, "", "0", "0", "105", "105", "", "false", "true", "john@example.com"], rows[2].Values);
        Assert.Equal("{\"note\":\"a \\\"b\\\", c\"}", (await _api.GetAsync($"/api/leads/{id}/history")).Expect(200).GetProperty("history")[1].GetProperty("metadata").GetRawText());
    }

    [Fact]
    public async Task The_export_of_a_long_ledger_is_complete()
    {
        var id = await _api.LeadAsync();
        var events = Enumerable.Range(0, 2_500).Select(i => Given.Event(id, $"e{i:d4}", "page_view", 1_700_000_000_000 + i)).ToList();
        foreach (var batch in events.Chunk(500)) await Events.CommitAsync(batch, default);
        Assert.Equal(events.Select(e => e.EventId), Csv.Read((await _api.GetAsync($"/api/export/events/{id}")).Text).Rows.Select(r => r["Event ID"]));
        var empty = await _api.LeadAsync("empty@example.com");
        Assert.Equal(EventHeader + "\r\n", (await _api.GetAsync($"/api/export/events/{empty}")).Text);
    }

    [Theory]
    [InlineData("leads?minScore=a", "minScore")]
    [InlineData("leads?minScore=5&maxScore=4", "minScore")]
    [InlineData("leads?status=nobody", "status")]
    [InlineData("leads?sort=score", "sort")]
    [InlineData("leads?bom=1", "bom")]
    [InlineData("events/nobody?bom=yes", "bom")]
    public async Task An_export_with_a_wrong_parameter_is_refused_with_its_name(string path, string field) => (await _api.GetAsync("/api/export/" + path)).ExpectProblem(400, field);

    [Fact]
    public async Task An_unknown_lead_is_not_found() => (await _api.GetAsync("/api/export/events/nobody")).ExpectProblem(404, "leadId");

    [Fact]
    public async Task A_byte_order_mark_comes_only_when_asked_for()
    {
        var id = await _api.LeadAsync();
        foreach (var (path, first) in new[] { ("leads", "Name,"), ($"events/{id}", "Event ID,") })
        {
            Assert.Equal(Encoding.UTF8.GetBytes(first), (await _api.Http.GetByteArrayAsync("/api/export/" + path))[..first.Length]);
            Assert.Equal([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(first)], (await _api.Http.GetByteArrayAsync($"/api/export/{path}?bom=true"))[..(first.Length + 3)]);
        }
    }

    private async Task<string> LeadAsync(string name, string email, string? company, LeadStatus status, string? metadata) =>
        (await Leads.CreateAsync(new(name, email, company, status, metadata), default)).Created!.Id;
}
