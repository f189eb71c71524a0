using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadScoring.Tests.Api.Exports;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>What the API writes, CSV or JSON, it reads again without a difference.</summary>
[Trait("Category", StoreUnderTest.Any)]
public sealed class RoundTripTests : RealWorldTests
{
    /// <summary>Names, companies and metadata that are hard to write in CSV.</summary>
    public static TheoryData<string, string?, string?> HardLeads => new()
    {
        { "Ada Byron", "Acme", """{"source":"fair"}""" },
        { "+1 Media", "@home Ltd", null },
        { "=SUM(A1:A9)", "-5", """{"a":"=1+1"}""" },
        { "'=x", "'+y", null },
        { "''=x", "''", null },
        { "'n Beetje", "'t Hooft", null },
        { "＝wide", "＠wide", null },
        { "NULL", "Nullsoft", """{"note":"N/A","other":"NULL"}""" },
        { "Nadia", "N/A", """{"note":"nil"}""" },
        { "O\"Hara, \"Q\"", "a;b|c", """{"quote":"\"","line":"a\nb"}""" },
        { "Zoë Łuk 例え 🎈", "Ελένη Α.Ε.", """{"ключ":"значение","e":"\u00e9"}""" },
        { "A  B", null, """{"n":1.50,"big":12345678901234567890,"t":true,"z":null,"list":[1,{"x":[]}]}""" },
        { "Score", "Rank", """{"Score":"7","Rank":1,"Lead ID":"x","Created":"2020","name":"inner","email":"inner@x.example"}""" },
        { "column2", "metadata", """{"":"empty name"," space ":" kept "}""" },
    };

    [Theory]
    [MemberData(nameof(HardLeads))]
    public async Task A_lead_comes_back_from_the_export_as_it_was(string name, string? company, string? metadata)
    {
        await CreateAsync(name, company, metadata);
        var export = await ExportAsync(Api, "/api/export/leads");
        FileOutcome.AssertMatches(["duplicates 2"], await OutcomeAsync(Leads, export));

        await using var empty = await ApiHost.StartAsync();
        Assert.Equal(2, (await empty.UploadAsync(Leads, export)).Expect(200).GetProperty("created").GetInt32());
        FileOutcome.AssertMatches(await StateAsync(Api), await StateAsync(empty));
        FileOutcome.AssertMatches(Cells(export), Cells(await ExportAsync(empty, "/api/export/leads")));
    }

    [Theory]
    [MemberData(nameof(HardLeads))]
    public async Task A_lead_comes_back_from_the_list_as_it_was(string name, string? company, string? metadata)
    {
        await CreateAsync(name, company, metadata);
        var page = (await Api.GetAsync("/api/leads")).Text;
        var leads = JsonDocument.Parse(page).RootElement.GetProperty("leads");
        foreach (var file in new[] { page, leads.GetRawText(), string.Join('\n', leads.EnumerateArray().Select(lead => lead.GetRawText())), (await Api.GetAsync("/api/leaderboard")).Text })
        {
            FileOutcome.AssertMatches(["duplicates 2"], await OutcomeAsync(Leads, file));
        }

        await using var empty = await ApiHost.StartAsync();
        Assert.Equal(2, (await empty.UploadAsync(Leads, page)).Expect(200).GetProperty("created").GetInt32());
        FileOutcome.AssertMatches(await StateAsync(Api), await StateAsync(empty));
    }

    [Fact]
    public async Task An_export_with_a_mark_or_from_a_spreadsheet_is_ours_as_well()
    {
        await CreateAsync("+1 Media", "Müller; Söhne", """{"a":1}""");
        var export = Encoding.UTF8.GetString(await ExportAsync(Api, "/api/export/leads?bom=true"));
        foreach (var file in new[] { Encoding.UTF8.GetBytes(export), Encoded.In("windows-1252", Semicolons(export)), Encoded.WithMark(Encoding.Unicode, Semicolons(export)) })
        {
            FileOutcome.AssertMatches(["duplicates 2"], await OutcomeAsync(Leads, file));
        }
    }

    [Fact]
    public async Task The_columns_that_an_export_derives_are_left_out_and_those_of_others_are_not()
    {
        await CreateAsync("Ada", "Acme", """{"a":1}""");
        var export = Encoding.UTF8.GetString(await ExportAsync(Api, "/api/export/leads")).Replace("first@x.example", "third@x.example", StringComparison.Ordinal);
        Assert.Contains("Ada <third@x.example> of Acme (contacted) {\"a\":1}", await OutcomeAsync(Leads, export));
        FileOutcome.AssertMatches(["Bob <bob@x.example> {\"Rank\":\"2\",\"Score\":\"7\"}"], await OutcomeAsync(Leads, "Name,Email,Score,Rank\nBob,bob@x.example,7,2\n"));
    }

    [Theory]
    [InlineData("events")]
    public async Task The_answers_with_the_events_of_a_lead_come_back_as_duplicates(string answer)
    {
        var lead = await Api.LeadAsync("ada@x.example");
        await Api.UploadAsync(Events, $"Event ID,Event Type,Lead ID,Timestamp,Page\n-e1,page_view,{lead},2026-01-05T08:30:00.123Z,=1+1\n_e2,purchase,{lead},2026-01-06,\"a\nb\"\n");
        var page = await Api.GetAsync($"/api/leads/{lead}/{answer}");
        Assert.Equal(2, page.Expect(200).GetProperty(answer).GetArrayLength());
        FileOutcome.AssertMatches(["duplicates 2"], await OutcomeAsync(Events, page.Text));
    }

    [Fact]
    public async Task The_export_of_events_is_read_as_it_is()
    {
        var lead = await Api.LeadAsync("ada@x.example");
        await Api.UploadAsync(Events, $"Event ID,Event Type,Lead ID,Timestamp,Page\n-e1,page_view,{lead},2026-01-05T08:30:00.123Z,=1+1\n_e2,purchase,{lead},2026-01-06,\"a\nb\"\n");
        FileOutcome.AssertMatches(["duplicates 2"], await OutcomeAsync(Events, await ExportAsync(Api, $"/api/export/events/{lead}")));
    }

    [Fact]
    public async Task The_export_of_events_with_other_ids_has_only_its_own_metadata()
    {
        var lead = await Api.LeadAsync("ada@x.example");
        await Api.UploadAsync(Events, $"Event ID,Event Type,Lead ID,Timestamp,Page\nevent-a1,page_view,{lead},2026-01-05T08:30:00.123Z,/a\nevent-a2,page_view,{lead},2026-01-06,\n");
        var export = Encoding.UTF8.GetString(await ExportAsync(Api, $"/api/export/events/{lead}"));
        FileOutcome.AssertMatches(
            ["page_view ada@x.example 2026-01-05T08:30:00.123Z #event-b1 {\"Page\":\"/a\"}", "page_view ada@x.example 2026-01-06T00:00:00.000Z #event-b2"],
            await OutcomeAsync(Events, export.Replace("event-a", "event-b", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Rejected_rows_say_in_their_file_what_to_repair()
    {
        var answer = await Api.UploadAsync(Leads, "Name,Email\nAda,ada@x.example\nBob,nobody\n");
        var (header, rows) = Csv.Read((await Api.GetAsync($"/api/imports/{answer.Expect(200).GetProperty("importId").GetString()}/rejects")).Text);
        Assert.Equal("Row,Reason,Original", header);
        Assert.Equal("Bob,nobody", Assert.Single(rows)["Original"]);
    }

    private async Task CreateAsync(string name, string? company, string? metadata)
    {
        var json = metadata is null ? (JsonElement?)null : JsonDocument.Parse(metadata).RootElement;
        (await Api.PostAsync("/api/leads", new { name, email = "first@x.example", company, status = "contacted", metadata = json })).Expect(201);
        (await Api.PostAsync("/api/leads", new { name, email = "+49155@x.example", company, metadata = json })).Expect(201);
    }

    private static async Task<byte[]> ExportAsync(ApiHost api, string path) => Encoding.UTF8.GetBytes((await api.GetAsync(path)).Text);

    /// <summary>Everything of a lead that a client can set.</summary>
    private static async Task<List<string>> StateAsync(ApiHost api) =>
    [
        .. (await FileOutcome.LeadsAsync(api)).Values.OrderBy(lead => lead.GetProperty("email").GetString(), StringComparer.Ordinal)
            .Select(lead => string.Join('\n', new[] { "name", "email", "company", "status" }.Select(field => lead.GetProperty(field).GetRawText()).Append(FileOutcome.Canonical(lead.GetProperty("metadata").GetRawText())))),
    ];

    /// <summary>The columns that do not depend on when a lead was created.</summary>
    private static List<string> Cells(byte[] export) =>
    [
        .. Csv.Read(Encoding.UTF8.GetString(export)).Rows
            .Select(row => string.Join('\n', row["Name"], row["Email"], row["Company"], row["Status"], row["Metadata"].Length == 0 ? "" : FileOutcome.Canonical(row["Metadata"]))).Order(StringComparer.Ordinal),
    ];

    /// <summary>As Excel saves a CSV file where the comma is the decimal point.</summary>
    private static string Semicolons(string csv)
    {
        using var reader = new CsvHelper.CsvParser(new StringReader(csv.TrimStart('\ufeff')), CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        while (reader.Read()) text.AppendJoin(';', reader.Record!.Select(cell => cell.Contains(';', StringComparison.Ordinal) || cell.Contains('"', StringComparison.Ordinal) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell)).Append("\r\n");
        return text.ToString();
    }
}
