namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>What a file would be understood as, before it is sent.</summary>
public sealed class InspectTests : RealWorldTests
{
    private const string Inspect = "/api/imports/inspect";

    [Fact]
    public async Task A_file_of_events_is_shown_and_nothing_is_stored()
    {
        await Api.LeadAsync("ada@x.example");
        var shown = (await Api.UploadAsync(Inspect + "?kind=events", Encoded.Raw("Report\r\nEvent Type;E-Mail;Stra\u00dfe\r\npage_view;ada@x.example;a\r\nNot Valid;bob@x.example;b\r\n"))).Expect(200);
        string? Text(string name) => shown.GetProperty(name).GetString();
        Assert.Equal(("events", "csv", "windows-1252", ";", 2), (Text("kind"), Text("format"), Text("encoding"), Text("delimiter"), shown.GetProperty("headerRow").GetInt32()));
        Assert.Equal((2, 1), (shown.GetProperty("rows").GetInt32(), shown.GetProperty("rejected").GetInt32()));
        var error = Assert.Single(shown.GetProperty("errors").EnumerateArray());
        Assert.Equal(4, error.GetProperty("row").GetInt32());
        Assert.Contains("eventType", error.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["Event Type=eventType page_view|Not Valid", "E-Mail=email ada@x.example|bob@x.example", "Straße=metadata.* a|b"],
            shown.GetProperty("columns").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()}={c.GetProperty("field").GetString()} {string.Join('|', c.GetProperty("samples").EnumerateArray().Select(s => s.GetString()))}"));
        Assert.Empty(Api.Queue.Enqueued);
        Assert.Equal(0, (await Api.GetAsync("/api/imports")).Expect(200).GetArrayLength());
    }

    [Theory]
    [InlineData("Name,Email\nAda,ada@x.example\n", "leads", "csv")]
    [InlineData("First Name;Last Name;E-Mail\nAda;Byron;ada@x.example\n", "leads", "csv")]
    [InlineData("eventType,email\npage_view,ada@x.example\n", "events", "csv")]
    [InlineData("[{\"name\":\"Ada\",\"email\":\"ada@x.example\"}]", "leads", "json")]
    [InlineData("{\"eventType\":\"page_view\",\"email\":\"ada@x.example\"}\n{\"eventType\":\"purchase\",\"email\":\"ada@x.example\"}\n", "events", "ndjson")]
    public async Task The_kind_is_guessed(string file, string kind, string format)
    {
        await Api.LeadAsync("ada@x.example");
        var shown = (await Api.UploadAsync(Inspect, file)).Expect(200);
        Assert.Equal((kind, format), (shown.GetProperty("kind").GetString(), shown.GetProperty("format").GetString()));
        Assert.Equal(0, shown.GetProperty("rejected").GetInt32());
    }

    [Fact]
    public async Task A_column_that_is_missing_is_a_problem_and_a_mapping_solves_it()
    {
        byte[] file = "Wer;Wohin\nAda;ada@x.example\n"u8.ToArray();
        Assert.NotEmpty((await SendAsync(Inspect + "?kind=leads", file, null)).Expect(200).GetProperty("problems").EnumerateArray());
        var shown = (await SendAsync(Inspect + "?kind=leads", file, """{"columns":{"Wer":"name","Wohin":"email"}}""")).Expect(200);
        Assert.Empty(shown.GetProperty("problems").EnumerateArray());
        Assert.Equal((1, 0), (shown.GetProperty("rows").GetInt32(), shown.GetProperty("rejected").GetInt32()));
        Assert.Empty(await FileOutcome.LeadsAsync(Api));
    }

    [Fact]
    public async Task A_mapping_of_what_no_row_has_is_a_problem()
    {
        var shown = (await SendAsync(Inspect, """[{"name":"Ada","email":"ada@x.example"}]"""u8.ToArray(), """{"columns":{"Organisation Unit":"company"}}""")).Expect(200);
        Assert.Contains("Organisation Unit", Assert.Single(shown.GetProperty("problems").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_no_lead_can_have_are_rejected_as_an_upload_would()
    {
        const string file = "eventType,email\npage_view,mailto:ada@x.example\npage_view,ada@localhost\npage_view,ada@x.example\n";
        var shown = (await Api.UploadAsync(Inspect + "?kind=events", file)).Expect(200);
        Assert.Equal((2, 1), (shown.GetProperty("rejected").GetInt32(), shown.GetProperty("unknownLeads").GetInt32()));
        Assert.Equal(2, (await Api.UploadAsync(Events + "?createLeads=true", file)).Expect(202).GetProperty("rejected").GetInt32());
    }

    [Theory]
    [InlineData("events", "eventType,email,timestamp,Timezone\npage_view,ada@x.example,2026-02-01 10:00:00,Europe/Berlin\n", "Timezone is not used: a time without an offset is UTC.")]
    [InlineData("leads", "Name,Email,Lead Status\nAda,ada@x.example,closed won\nBob,bob@x.example,lost\n", "1 row with a status that leads do not have here")]
    public async Task What_is_not_used_is_a_problem(string kind, string file, string problem)
    {
        var shown = (await Api.UploadAsync($"{Inspect}?kind={kind}", file)).Expect(200);
        Assert.Contains(shown.GetProperty("problems").EnumerateArray(), p => p.GetString()!.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cell_that_is_longer_than_what_is_read_is_no_error()
    {
        var file = "Name,Email,Notes\nAda,ada@x.example,\"" + string.Concat(Enumerable.Repeat("a line\n", 200_000)) + "\"\nBob,bob@x.example,\n";
        var shown = (await Api.UploadAsync(Inspect + "?kind=leads", "Name,Email,Notes\nEve,eve@x.example,x\n" + file["Name,Email,Notes\n".Length..])).Expect(200);
        Assert.Equal((1, 0, false), (shown.GetProperty("rows").GetInt32(), shown.GetProperty("rejected").GetInt32(), shown.GetProperty("isComplete").GetBoolean()));
    }

    [Fact]
    public async Task Events_are_not_taken_for_leads()
    {
        const string file = "Event Type,Email,Timestamp\npage_view,ada@x.example,2026-01-05\n";
        var shown = (await Api.UploadAsync(Inspect + "?kind=leads", file)).Expect(200);
        Assert.Contains(shown.GetProperty("problems").EnumerateArray(), p => p.GetString()!.Contains("/api/events/upload", StringComparison.Ordinal));
        (await Api.UploadAsync(Leads, file)).ExpectProblem(400, "file");
        (await Api.UploadAsync(Leads, """[{"eventType":"page_view","email":"ada@x.example"}]""")).ExpectProblem(400, "file");
        Assert.Equal(1, (await SendAsync(Leads, System.Text.Encoding.UTF8.GetBytes(file), """{"columns":{"Event Type":"metadata.*"}}""")).Expect(200).GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task Samples_are_at_most_five_and_only_the_beginning_is_read()
    {
        var shown = (await Api.UploadAsync(Inspect + "?kind=leads", "Name,Email\n" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"Lead number {i},lead{i}@x.example\n")))).Expect(200);
        Assert.All(shown.GetProperty("columns").EnumerateArray(), c => Assert.InRange(c.GetProperty("samples").GetArrayLength(), 1, 5));
        Assert.InRange(shown.GetProperty("rows").GetInt32(), 1_000, 40_000);
    }

    [Theory]
    [InlineData("?kind=rules", "kind")]
    public async Task A_kind_that_does_not_exist_is_refused(string query, string field) =>
        (await Api.UploadAsync(Inspect + query, "Name,Email\nAda,ada@x.example\n")).ExpectProblem(400, field);

    [Fact]
    public async Task A_wrong_mapping_is_refused() =>
        (await SendAsync(Inspect, "Name,Email\nAda,ada@x.example\n"u8.ToArray(), "{")).ExpectProblem(400, "mapping");
}
